// Package menhu searches and queries a government portal through libmenhu.
//
// Portal, Analyzer and Lookups may be used by any number of goroutines; a Writer by one at a time. Close each of them: what is
// forgotten is closed by the garbage collector, some day. A call on what has been closed fails with InvalidHandle.
package menhu

/*
#cgo pkg-config: menhu
#include <menhu.h>

#if MENHU_ABI_VERSION != 1
#error "this package is written for MENHU_ABI_VERSION 1: take the package that came with menhu.h"
#endif
*/
import "C"

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"unsafe"
)

func init() {
	// The header is compiled in, the library is whatever the loader finds.
	if found := C.menhu_abi_version(); found != C.MENHU_ABI_VERSION {
		panic(fmt.Sprintf("menhu: libmenhu %s has the ABI version %d, this program was compiled for %d: install the library that fits, or compile anew",
			Version(), found, C.MENHU_ABI_VERSION))
	}
}

// Version is that of the library that is loaded.
func Version() string { return C.GoString(C.menhu_version()) }

// owned is a number that the library knows something by. It is never followed: menhu.h declares the types without their
// members, so the garbage collector does not take such a pointer for one of its own.
type owned[H any] struct {
	handle H
	free   func(H) C.int32_t
	net    runtime.Cleanup
}

// own frees a handle when Close is forgotten. As the library never uses a number twice, freeing it twice harms nothing.
func own[H any](handle H, free func(H) C.int32_t) *owned[H] {
	o := &owned[H]{handle: handle, free: free}
	o.net = runtime.AddCleanup(o, func(handle H) { free(handle) }, handle)
	return o
}

// Close frees it; calls under way finish. To close it again is an InvalidHandle.
func (o *owned[H]) Close() error {
	o.net.Stop()
	status := o.free(o.handle)
	runtime.KeepAlive(o)
	if status != C.MENHU_OK {
		return &Error{Code: Code(status), Message: "it has been closed already"}
	}
	return nil
}

// chars gives a text as the library takes it, with its length beside it: no copy, no NUL. It is read during the call only.
func chars(text string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(text))) }

func size(text string) C.size_t { return C.size_t(len(text)) }

// view is a text of the library's where it stands: to be copied before it is freed.
func view(data *C.char, length C.size_t) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(data)), length)
}

// answered copies the text that a call answered, and frees the library's.
func answered(status C.int32_t, text *C.menhu_string, fault *C.menhu_error) (string, error) {
	if err := failed(status, fault); err != nil {
		return "", err
	}
	defer C.menhu_string_free(text)
	return string(view(C.menhu_string_data(text), C.menhu_string_len(text))), nil
}

// answeredJSON is answered for what is decoded next.
func answeredJSON(status C.int32_t, text *C.menhu_string, fault *C.menhu_error) (json.RawMessage, error) {
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	defer C.menhu_string_free(text)
	return bytes.Clone(view(C.menhu_string_data(text), C.menhu_string_len(text))), nil
}
