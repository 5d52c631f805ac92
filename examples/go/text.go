package menhu

// #include <menhu.h>
import "C"

import (
	"encoding/json"
	"runtime"
	"unsafe"
)

// Analyzer cuts texts into words. It is immutable.
type Analyzer struct{ *owned[*C.menhu_analyzer] }

// Segment is a piece of a text, by its bytes. The pieces cover the text without gaps.
type Segment struct {
	Start, End uint64
	Kind       SegmentKind
}

// SegmentKind says what a piece of a text is.
type SegmentKind uint32

// What a piece of a text is.
const (
	Word         SegmentKind = C.MENHU_SEGMENT_WORD
	Alphanumeric SegmentKind = C.MENHU_SEGMENT_ALPHANUMERIC
	Blank        SegmentKind = C.MENHU_SEGMENT_BLANK
	Symbol       SegmentKind = C.MENHU_SEGMENT_SYMBOL
)

// NotPersonal is what Analyzer.Personal gives for a query that may be kept; menhu.h has the other kinds.
const NotPersonal = C.MENHU_PERSONAL_NONE

// NewAnalyzer makes one of the built-in dictionary and words of one's own, one a line.
func NewAnalyzer(words string) (*Analyzer, error) {
	var analyzer *C.menhu_analyzer
	var fault *C.menhu_error
	status := C.menhu_analyzer_new(chars(words), size(words), &analyzer, &fault)
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	free := func(analyzer *C.menhu_analyzer) C.int32_t { return C.menhu_analyzer_free(analyzer) }
	return &Analyzer{own(analyzer, free)}, nil
}

// Segment cuts a text.
func (a *Analyzer) Segment(text string) ([]Segment, error) {
	var cut *C.menhu_segments
	var fault *C.menhu_error
	status := C.menhu_analyzer_segment(a.handle, chars(text), size(text), &cut, &fault)
	runtime.KeepAlive(a)
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	defer C.menhu_segments_free(cut)
	var count C.size_t
	pieces := unsafe.Slice(C.menhu_segments_data(cut, &count), count)
	segments := make([]Segment, count)
	for at, piece := range pieces {
		segments[at] = Segment{uint64(piece.start), uint64(piece.end), SegmentKind(piece.kind)}
	}
	return segments, nil
}

// Personal says whether what somebody typed points to a person: such a query is kept in no log. NotPersonal is no promise.
func (a *Analyzer) Personal(text string) (int32, error) {
	var kind C.int32_t
	var fault *C.menhu_error
	status := C.menhu_analyzer_personal(a.handle, chars(text), size(text), &kind, &fault)
	runtime.KeepAlive(a)
	return int32(kind), failed(status, fault)
}

// Fold gives the form in which texts are compared.
func Fold(text string) (string, error) {
	var made *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_fold(chars(text), size(text), &made, &fault)
	return answered(status, made, fault)
}

// EscapeHTML escapes the five characters that mean something in HTML.
func EscapeHTML(text string) (string, error) {
	var made *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_escape_html(chars(text), size(text), &made, &fault)
	return answered(status, made, fault)
}

// Highlight gives the text as HTML, with these words, one a line, in <mark>.
func Highlight(text, words string) (string, error) {
	var made *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_highlight(chars(text), size(text), chars(words), size(words), &made, &fault)
	return answered(status, made, fault)
}

// Passage gives the passage that has the most of these words, as Highlight marks them.
func Passage(text, words string) (string, error) {
	var made *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_passage(chars(text), size(text), chars(words), size(words), &made, &fault)
	return answered(status, made, fault)
}

// Validate judges a text by the name of a kind, such as credit_code. Not valid is an answer, no error.
func Validate(kind, text string) (json.RawMessage, error) {
	var verdict *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_validate(chars(kind), size(kind), chars(text), size(text), &verdict, &fault)
	return answeredJSON(status, verdict, fault)
}

// Mask gives what a page may show of a text of a kind, such as resident_id.
func Mask(kind, text string) (string, error) {
	var masked *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_mask(chars(kind), size(kind), chars(text), size(text), &masked, &fault)
	return answered(status, masked, fault)
}
