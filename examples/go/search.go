package menhu

// #include <menhu.h>
import "C"

import "runtime"

// Hit is an item that was found. What an item does not have is empty.
type Hit struct {
	ID, Title, URL, Date, Unit, Kind, DocNumber string
	// TitleHTML and PassageHTML are escaped, the words found in <mark>.
	TitleHTML, PassageHTML string
	// Score is comparable within one answer only.
	Score float64
}

// Answer is what a search found: hits of one page, and how many items match in all.
type Answer struct {
	Total uint64
	// Relaxed: fewer words than asked for were required, since too few items hold all of them.
	Relaxed bool
	TookUS  uint64
	Hits    []Hit
}

// Search searches for what a person typed: limit hits (0 to 100) after the first offset (to 10,000). It never fails on what
// is typed.
func (p *Portal) Search(query string, limit, offset uint32) (*Answer, error) {
	var found *C.menhu_answer
	var fault *C.menhu_error
	status := C.menhu_portal_search(p.handle, chars(query), size(query), C.uint32_t(limit), C.uint32_t(offset), &found, &fault)
	runtime.KeepAlive(p)
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	defer C.menhu_answer_free(found)
	answer := &Answer{
		Total:   uint64(C.menhu_answer_total(found)),
		Relaxed: C.menhu_answer_relaxed(found) == 1,
		TookUS:  uint64(C.menhu_answer_took_us(found)),
		Hits:    make([]Hit, C.menhu_answer_count(found)),
	}
	for at := range answer.Hits {
		var hit C.menhu_hit
		if err := failed(C.menhu_answer_hit(found, C.uint32_t(at), &hit, &fault), fault); err != nil {
			return nil, err
		}
		answer.Hits[at] = Hit{
			ID: slice(hit.id), Title: slice(hit.title), URL: slice(hit.url), Date: slice(hit.date), Unit: slice(hit.unit),
			Kind: slice(hit.kind), DocNumber: slice(hit.doc_number),
			TitleHTML: slice(hit.title_html), PassageHTML: slice(hit.passage_html), Score: float64(hit.score),
		}
	}
	return answer, nil
}

func slice(text C.menhu_slice) string { return string(view(text.data, text.len)) }
