package menhu

// #include <menhu.h>
import "C"

import "runtime"

// Writer is the one writer of a portal: nobody else writes while it is open. Close it: what is not committed then never
// happened. One goroutine at a time; others wait.
type Writer struct{ *owned[*C.menhu_writer] }

// Commit says what a commit was.
type Commit struct{ Opstamp, Generation, Issued uint64 }

// Writer opens it. Options is JSON such as {"threads":1,"memory_mb":64}; empty is what fits most machines.
func (p *Portal) Writer(options string) (*Writer, error) {
	var writer *C.menhu_writer
	var fault *C.menhu_error
	status := C.menhu_writer_open(p.handle, chars(options), size(options), &writer, &fault)
	runtime.KeepAlive(p)
	if err := failed(status, fault); err != nil {
		return nil, err
	}
	free := func(writer *C.menhu_writer) C.int32_t { return C.menhu_writer_free(writer) }
	return &Writer{own(writer, free)}, nil
}

// Put puts an item in, an interchange line, in place of the one with its id.
func (w *Writer) Put(line string) error {
	var fault *C.menhu_error
	status := C.menhu_writer_put(w.handle, chars(line), size(line), &fault)
	runtime.KeepAlive(w)
	return failed(status, fault)
}

// Remove takes the item with this id out, if there is one.
func (w *Writer) Remove(id string) error {
	var fault *C.menhu_error
	status := C.menhu_writer_remove(w.handle, chars(id), size(id), &fault)
	runtime.KeepAlive(w)
	return failed(status, fault)
}

// Commit makes all of it durable and visible at once, to readers that reload.
func (w *Writer) Commit() (Commit, error) {
	var commit C.menhu_commit
	var fault *C.menhu_error
	status := C.menhu_writer_commit(w.handle, &commit, &fault)
	runtime.KeepAlive(w)
	return commitOf(commit), failed(status, fault)
}

// Rollback forgets everything since the last commit.
func (w *Writer) Rollback() error {
	var fault *C.menhu_error
	status := C.menhu_writer_rollback(w.handle, &fault)
	runtime.KeepAlive(w)
	return failed(status, fault)
}

// Finish commits, and waits until the parts of the index are merged: the end of a large import, and of the writer.
func (w *Writer) Finish() (Commit, error) {
	var commit C.menhu_commit
	var fault *C.menhu_error
	status := C.menhu_writer_finish(w.handle, &commit, &fault)
	runtime.KeepAlive(w)
	return commitOf(commit), failed(status, fault)
}

func commitOf(commit C.menhu_commit) Commit {
	return Commit{uint64(commit.opstamp), uint64(commit.generation), uint64(commit.issued)}
}
