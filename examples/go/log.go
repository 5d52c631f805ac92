package menhu

/*
#include <menhu.h>

extern void menhuLog(void *user, int32_t level, char *message, size_t length);

// A number of Go's, in the shape of a pointer: vet would take the conversion in Go for a mistake.
static int32_t portal_log(const menhu_portal *portal, uintptr_t user, menhu_error **error) {
	return menhu_portal_set_log(portal, user == 0 ? NULL : (menhu_log_callback)menhuLog, (void *)user, error);
}

static int32_t lookups_log(const menhu_lookups *lookups, uintptr_t user, menhu_error **error) {
	return menhu_lookups_set_log(lookups, user == 0 ? NULL : (menhu_log_callback)menhuLog, (void *)user, error);
}
*/
import "C"

import (
	"errors"
	"runtime/cgo"
	"sync"
)

// Level says how bad a message is.
type Level int32

// How bad a message is.
const (
	LevelError Level = C.MENHU_LOG_ERROR
	LevelWarn  Level = C.MENHU_LOG_WARN
	LevelInfo  Level = C.MENHU_LOG_INFO
)

// LogFunc takes messages from any thread, several at a time. It may not call this package, and should not panic: that ends
// the program.
type LogFunc func(level Level, message string)

// SetLog sends the portal's messages to a function from now on; nil: nowhere. Close ends it.
func (p *Portal) SetLog(log LogFunc) error {
	return p.log.set(log, func(user C.uintptr_t, fault **C.menhu_error) C.int32_t {
		return C.portal_log(p.handle, user, fault)
	})
}

// Close frees the portal; calls under way finish.
func (p *Portal) Close() error { return errors.Join(p.log.end(p.SetLog), p.owned.Close()) }

// SetLog sends the lookups' messages to a function from now on; nil: nowhere. Close ends it.
func (l *Lookups) SetLog(log LogFunc) error {
	return l.log.set(log, func(user C.uintptr_t, fault **C.menhu_error) C.int32_t {
		return C.lookups_log(l.handle, user, fault)
	})
}

// Close frees the lookups; it waits two seconds at most for work behind.
func (l *Lookups) Close() error { return errors.Join(l.log.end(l.SetLog), l.owned.Close()) }

// sink keeps the function that the library calls.
type sink struct {
	mutex   sync.Mutex
	current cgo.Handle
}

func (s *sink) set(log LogFunc, tell func(C.uintptr_t, **C.menhu_error) C.int32_t) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var next cgo.Handle
	if log != nil {
		next = cgo.NewHandle(log)
	}
	var fault *C.menhu_error
	if err := failed(tell(C.uintptr_t(next), &fault), fault); err != nil {
		if next != 0 {
			next.Delete()
		}
		return err
	}
	// No call of the one before is running any more.
	if s.current != 0 {
		s.current.Delete()
	}
	s.current = next
	return nil
}

func (s *sink) end(set func(LogFunc) error) error {
	s.mutex.Lock()
	isSet := s.current != 0
	s.mutex.Unlock()
	if !isSet {
		return nil
	}
	return set(nil)
}
