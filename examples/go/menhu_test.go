package menhu_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"menhu.example/menhu"
)

// open makes a portal with a few items, reloaded.
func open(t *testing.T) (*menhu.Portal, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "portal")
	portal, err := menhu.OpenOrCreate(folder)
	must(t, err)
	t.Cleanup(func() { must(t, portal.Close()) })
	writer, err := portal.Writer(`{"threads":1,"memory_mb":32}`)
	must(t, err)
	for at := range 20 {
		must(t, writer.Put(fmt.Sprintf(`{"id":"doc-%d","title":"住房公积金通知 %d","body":"提取公积金。"}`, at, at)))
	}
	_, err = writer.Finish()
	must(t, err)
	must(t, writer.Close())
	changed, err := portal.Reload()
	must(t, err)
	if !changed {
		t.Fatal("the commit is not shown")
	}
	return portal, folder
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails unless the error is of the code, and says something.
func wants(t *testing.T, err error, code menhu.Code, part string) {
	t.Helper()
	if !errors.Is(err, code) || !strings.Contains(err.Error(), part) {
		t.Fatalf("expected %v with `%s`, got %v", code, part, err)
	}
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	portal, folder := open(t)
	_, err := menhu.Open(filepath.Join(folder, "nowhere"))
	wants(t, err, menhu.NotAPortal, "nowhere")
	_, err = portal.Search("公积金", 1000, 0)
	wants(t, err, menhu.Request, "limit")
	_, err = portal.Search("\xff公积金", 10, 0)
	wants(t, err, menhu.BadUTF8, "query")
	_, err = portal.Item("no\x00id")
	wants(t, err, menhu.InvalidArgument, "id")
	_, err = portal.Related(t.Context(), "no-such-item")
	wants(t, err, menhu.NotFound, "no-such-item")
	writer, err := portal.Writer("")
	must(t, err)
	_, err = portal.Writer("")
	wants(t, err, menhu.Locked, "process")
	wants(t, writer.Put("住房公积金"), menhu.Item, "JSON")
	must(t, writer.Close())
	wants(t, writer.Close(), menhu.InvalidHandle, "closed")
	wants(t, writer.Remove("doc-1"), menhu.InvalidHandle, "freed")
	var fault *menhu.Error
	if !errors.As(err, &fault) || !json.Valid(fault.Detail) || fault.Code.Error() != "MENHU_LOCKED" {
		t.Fatalf("%#v", err)
	}
}

func TestAClosedPortalSaysSo(t *testing.T) {
	portal, err := menhu.OpenOrCreate(filepath.Join(t.TempDir(), "portal"))
	must(t, err)
	must(t, portal.Close())
	_, err = portal.Search("公积金", 10, 0)
	wants(t, err, menhu.InvalidHandle, "freed")
	wants(t, portal.Close(), menhu.InvalidHandle, "closed")
}

func TestAContextThatEndedAsksNobody(t *testing.T) {
	portal, _ := open(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := portal.SearchJSON(ended, `{"q":"公积金"}`); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := portal.Related(late, "doc-1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestGoroutinesShareAPortal(t *testing.T) {
	portal, _ := open(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				answer, err := portal.Search("公积金", 10, 0)
				if err != nil || answer.Total != 20 || len(answer.Hits) != 10 || answer.Hits[0].Title == "" {
					t.Error(answer, err)
				}
				if _, err := portal.Suggest("zfgjj", 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func TestMessagesReachTheLog(t *testing.T) {
	portal, folder := open(t)
	messages := make(chan string, 16)
	must(t, portal.SetLog(func(level menhu.Level, message string) { messages <- fmt.Sprint(level, " ", message) }))
	must(t, os.WriteFile(filepath.Join(folder, "config", "synonyms.toml"), []byte("no = [toml"), 0o600))
	if _, err := portal.Reload(); err == nil {
		t.Fatal("a malformed file is no error")
	}
	if message := <-messages; !strings.HasPrefix(message, fmt.Sprint(menhu.LevelWarn)) || !strings.Contains(message, "synonyms.toml") {
		t.Fatal(message)
	}
	must(t, portal.SetLog(nil))
	must(t, os.Remove(filepath.Join(folder, "config", "synonyms.toml")))
	_, err := portal.Reload()
	must(t, err)
	if len(messages) != 0 {
		t.Fatal("a message came after the log was taken away")
	}
}

// What is forgotten is closed by the garbage collector, so that the portal can be written to again.
func TestAForgottenWriterIsClosedSomeDay(t *testing.T) {
	portal, _ := open(t)
	func() {
		_, err := portal.Writer("")
		must(t, err)
	}()
	for range 200 {
		runtime.GC()
		if writer, err := portal.Writer(""); err == nil {
			must(t, writer.Close())
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the writer is still open")
}

const (
	question  = `{"name":"张演示","id_number":"11010519000101001X","purpose":"self_service","consent_id":"c-20261126-01"}`
	requester = `{"id":"session-1","address":"127.0.0.1"}`
)

// silent opens lookups whose providers take a question and never answer.
func silent(t *testing.T) *menhu.Lookups {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { listener.Close() })
	config, err := json.Marshal(map[string]any{
		"audit": filepath.Join(t.TempDir(), "audit.jsonl"), "providers_folder": need(t, "MENHU_PROVIDERS"),
		"variables_file": need(t, "MENHU_VARIABLES"), "variables": map[string]string{"simulator": "http://" + listener.Addr().String()},
	})
	must(t, err)
	lookups, err := menhu.OpenLookups(string(config))
	must(t, err)
	t.Cleanup(func() { must(t, lookups.Close()) })
	return lookups
}

func need(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set; examples/go/test sets it", name)
	}
	return value
}

func TestALookupIsCalledOff(t *testing.T) {
	lookups := silent(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	began := time.Now()
	_, err := lookups.Ask(ctx, "housing-fund", question, requester)
	if !errors.Is(err, context.Canceled) || !errors.Is(err, menhu.Cancelled) || time.Since(began) > 5*time.Second {
		t.Fatal(err, time.Since(began))
	}
}

func TestALookupKeepsItsDeadline(t *testing.T) {
	lookups := silent(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := lookups.Ask(ctx, "housing-fund", question, requester)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, menhu.Deadline) {
		t.Fatal(err)
	}
}

func TestALookupTellsCitizensInChinese(t *testing.T) {
	lookups := silent(t)
	_, err := lookups.Ask(t.Context(), "housing-fund", strings.Replace(question, "001X", "0011", 1), requester)
	wants(t, err, menhu.LookupInvalidInput, "id_number")
	var fault *menhu.Error
	var shown struct {
		Title, Advice string
		Faults        []struct{ Field string }
	}
	if !errors.As(err, &fault) || json.Unmarshal(fault.Detail, &shown) != nil || shown.Advice == "" || len(shown.Faults) != 1 {
		t.Fatalf("%s", fault.Detail)
	}
	if strings.Contains(string(fault.Detail), "110105") {
		t.Fatal("the error quotes the number")
	}
}

func TestMemoryStaysFlat(t *testing.T) {
	portal, _ := open(t)
	search := func(times int) {
		for range times {
			answer, err := portal.Search("公积金", 10, 0)
			if err != nil || answer.Total != 20 {
				t.Fatal(answer, err)
			}
			// Errors are memory of the library's, too, and smaller.
			for range 5 {
				if _, err := portal.Item("no-such-item"); err == nil {
					t.Fatal("there is no such item")
				}
			}
		}
	}
	search(2_000)
	before := resident(t)
	search(10_000)
	after := resident(t)
	t.Logf("%d KiB before, %d KiB after 10,000 searches", before>>10, after>>10)
	if after > before+6<<20 {
		t.Fatalf("memory grew from %d to %d KiB", before>>10, after>>10)
	}
}

// resident is the memory of the process, Go's and the library's.
func resident(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	must(t, err)
	var total, pages int
	_, err = fmt.Sscan(string(text), &total, &pages)
	must(t, err)
	return pages * os.Getpagesize()
}
