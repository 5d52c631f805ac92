package menhu

// #include <menhu.h>
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
	"time"
)

// Portal is a folder opened for searching, as of its newest commit when it was opened or last reloaded.
type Portal struct {
	*owned[*C.menhu_portal]
	log sink
}

// Open opens the portal in a folder.
func Open(path string) (*Portal, error) {
	var portal *C.menhu_portal
	var fault *C.menhu_error
	status := C.menhu_portal_open(chars(path), size(path), &portal, &fault)
	return opened(status, portal, fault)
}

// OpenOrCreate opens it, and makes an empty one first where the folder is missing or empty.
func OpenOrCreate(path string) (*Portal, error) {
	var portal *C.menhu_portal
	var fault *C.menhu_error
	status := C.menhu_portal_open_or_create(chars(path), size(path), &portal, &fault)
	return opened(status, portal, fault)
}

func opened(status C.int32_t, portal *C.menhu_portal, fault *C.menhu_error) (*Portal, error) {
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	free := func(portal *C.menhu_portal) C.int32_t { return C.menhu_portal_free(portal) }
	return &Portal{owned: own(portal, free)}, nil
}

// Reload shows the newest commit and the newest rules of editors from now on, and says whether anything is another.
func (p *Portal) Reload() (bool, error) {
	var changed C.int32_t
	var fault *C.menhu_error
	status := C.menhu_portal_reload(p.handle, &changed, &fault)
	runtime.KeepAlive(p)
	return changed == 1, failed(status, fault)
}

// Warm makes ready what the first suggestion would otherwise wait for.
func (p *Portal) Warm() error {
	var fault *C.menhu_error
	status := C.menhu_portal_warm(p.handle, &fault)
	runtime.KeepAlive(p)
	return failed(status, fault)
}

// SearchJSON searches as a request in JSON says: filters, facets, sorting. The answer is that of POST /api/v1/search.
func (p *Portal) SearchJSON(ctx context.Context, request string) (json.RawMessage, error) {
	wait, err := remaining(ctx)
	if err != nil {
		return nil, err
	}
	var answer *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_portal_search_json(p.handle, chars(request), size(request), wait, &answer, &fault)
	runtime.KeepAlive(p)
	return answeredJSON(status, answer, fault)
}

// Suggest says what a person may mean by what is typed so far: GET /api/v1/suggest.
func (p *Portal) Suggest(typed string, limit uint32) (json.RawMessage, error) {
	var answer *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_portal_suggest(p.handle, chars(typed), size(typed), C.uint32_t(limit), &answer, &fault)
	runtime.KeepAlive(p)
	return answeredJSON(status, answer, fault)
}

// Related says what is related to an item, and why: GET /api/v1/items/{id}/related.
func (p *Portal) Related(ctx context.Context, id string) (json.RawMessage, error) {
	wait, err := remaining(ctx)
	if err != nil {
		return nil, err
	}
	var answer *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_portal_related(p.handle, chars(id), size(id), wait, &answer, &fault)
	runtime.KeepAlive(p)
	return answeredJSON(status, answer, fault)
}

// Browse gives a list by which the portal is entered, such as units: GET /api/v1/catalog/{list}.
func (p *Portal) Browse(ctx context.Context, list string) (json.RawMessage, error) {
	wait, err := remaining(ctx)
	if err != nil {
		return nil, err
	}
	var answer *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_portal_browse(p.handle, chars(list), size(list), wait, &answer, &fault)
	runtime.KeepAlive(p)
	return answeredJSON(status, answer, fault)
}

// ExportPageIndex writes an index for searches within pages into a folder, and says what it wrote. options is JSON such as
// {"item_url":"https://www.shifan.example/items/{id}","prune":true}, or empty.
func (p *Portal) ExportPageIndex(ctx context.Context, folder, options string) (json.RawMessage, error) {
	wait, err := remaining(ctx)
	if err != nil {
		return nil, err
	}
	var answer *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_portal_export_page_index(p.handle, chars(folder), size(folder), chars(options), size(options), wait, &answer, &fault)
	runtime.KeepAlive(p)
	return answeredJSON(status, answer, fault)
}

// Item gives an open item: GET /api/v1/items/{id}.
func (p *Portal) Item(id string) (json.RawMessage, error) {
	var answer *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_portal_item(p.handle, chars(id), size(id), &answer, &fault)
	runtime.KeepAlive(p)
	return answeredJSON(status, answer, fault)
}

// Check reads everything in the folder of a portal, and reports what is wrong, as `menhu check --json`.
func Check(path string) (json.RawMessage, error) {
	var report *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_check(chars(path), size(path), &report, &fault)
	return answeredJSON(status, report, fault)
}

// Reindex makes the index anew from the items that are stored, after Fingerprint or NewWords; options as of Portal.Writer.
func Reindex(path, options string) (items uint64, err error) {
	var count C.uint64_t
	var fault *C.menhu_error
	status := C.menhu_reindex(chars(path), size(path), chars(options), size(options), &count, &fault)
	return uint64(count), failed(status, fault)
}

// remaining is what a context leaves, in milliseconds; 0 is for ever, so what is left is rounded up.
func remaining(ctx context.Context) (C.uint64_t, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	deadline, has := ctx.Deadline()
	if !has {
		return 0, nil
	}
	left := (time.Until(deadline) + time.Millisecond - 1).Milliseconds()
	return C.uint64_t(max(left, 1)), nil
}
