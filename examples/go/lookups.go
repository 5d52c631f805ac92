package menhu

// #include <menhu.h>
import "C"

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
)

// Lookups asks providers about social security, housing funds and traffic violations. It has threads of its own.
type Lookups struct {
	*owned[*C.menhu_lookups]
	log sink
}

// OpenLookups opens them; menhu_lookups_open in menhu.h has the members of the configuration, a JSON object.
func OpenLookups(config string) (*Lookups, error) {
	var lookups *C.menhu_lookups
	var fault *C.menhu_error
	status := C.menhu_lookups_open(chars(config), size(config), &lookups, &fault)
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	free := func(lookups *C.menhu_lookups) C.int32_t { return C.menhu_lookups_free(lookups) }
	return &Lookups{owned: own(lookups, free)}, nil
}

// Ask looks up, and waits for the answer as long as the context and the provider's file allow. Request and requester are
// JSON. Nobody waits any more when the context ends; what was sent cannot be called back, and is in the audit.
func (l *Lookups) Ask(ctx context.Context, operation, request, requester string) (json.RawMessage, error) {
	wait, err := remaining(ctx)
	if err != nil {
		return nil, err
	}
	var cancel *C.menhu_cancel
	var fault *C.menhu_error
	if err := failed(C.menhu_cancel_new(&cancel, &fault), fault); err != nil {
		return nil, err
	}
	defer C.menhu_cancel_free(cancel)
	// The library keeps the deadline itself. Cancelling too late, when `cancel` has been freed, does nothing.
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.Canceled) {
			C.menhu_cancel_cancel(cancel)
		}
	})
	defer stop()
	var answer *C.menhu_string
	status := C.menhu_lookups_ask(l.handle, chars(operation), size(operation), chars(request), size(request),
		chars(requester), size(requester), wait, cancel, &answer, &fault)
	runtime.KeepAlive(l)
	return answeredJSON(status, answer, fault)
}

// Purge forgets everything about a person (by number of the identity card) or a vehicle (by plate).
func (l *Lookups) Purge(subject, number string) error {
	var fault *C.menhu_error
	status := C.menhu_lookups_purge(l.handle, chars(subject), size(subject), chars(number), size(number), &fault)
	runtime.KeepAlive(l)
	return failed(status, fault)
}

// Reload takes over files of providers that have changed, come or gone.
func (l *Lookups) Reload() error {
	var fault *C.menhu_error
	status := C.menhu_lookups_reload(l.handle, &fault)
	runtime.KeepAlive(l)
	return failed(status, fault)
}

// State says how lookups are doing; nothing of a person.
func (l *Lookups) State() (json.RawMessage, error) {
	var state *C.menhu_string
	var fault *C.menhu_error
	status := C.menhu_lookups_state(l.handle, &state, &fault)
	runtime.KeepAlive(l)
	return answeredJSON(status, state, fault)
}
