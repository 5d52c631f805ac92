package menhu

// #include <menhu.h>
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

// A file of its own: what is exported may not be defined beside C code.
//
//export menhuLog
func menhuLog(user unsafe.Pointer, level C.int32_t, message *C.char, length C.size_t) {
	defer func() {
		// A panic may not run through the library's frames.
		if fault := recover(); fault != nil {
			go panic(fault)
		}
	}()
	log := cgo.Handle(uintptr(user)).Value().(LogFunc)
	log(Level(level), string(view(message, length)))
}
