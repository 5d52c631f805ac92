// Runs bindings/c/tests/scenario.json: scenario FILE FOLDER VARIABLES PROVIDERS prints a line for each step, the same in every
// language; bindings/c/README.md says what stands there.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"menhu.example/menhu"
)

// step is one of the scenario: what to do, and the texts for it.
type step struct {
	Name, Do, Path, Options, Line, ID, Q, Request, List, Text, Words, Kind, Config, Operation, Requester, Subject, Number string

	Limit, Offset uint32
	DeadlineMS    uint64 `json:"deadline_ms"`
}

// world is what the steps work on.
type world struct {
	portal  *menhu.Portal
	writer  *menhu.Writer
	lookups *menhu.Lookups
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintf(os.Stderr, "%s SCENARIO.json FOLDER VARIABLES.toml PROVIDERS\n", os.Args[0])
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func run(file, folder, variables, providers string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	filled := strings.NewReplacer("{dir}", folder, "{variables}", variables, "{providers}", providers).Replace(string(text))
	var scenario struct{ Steps []step }
	if err := json.Unmarshal([]byte(filled), &scenario); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	var w world
	for _, step := range scenario.Steps {
		answer, err := w.do(step)
		status := menhu.Code(0)
		var fault *menhu.Error
		if errors.As(err, &fault) {
			status, answer = fault.Code, string(fault.Detail)
		} else if err != nil {
			return fmt.Errorf("step `%s`: %w", step.Name, err)
		}
		fmt.Printf("%s\t%s\t%s\n", step.Name, status.Error(), answer)
	}
	return nil
}

func (w *world) do(s step) (answer string, err error) {
	ctx := context.Background()
	if s.DeadlineMS > 0 {
		within, cancel := context.WithTimeout(ctx, time.Duration(s.DeadlineMS)*time.Millisecond)
		defer cancel()
		ctx = within
	}
	switch s.Do {
	case "open":
		w.portal, err = menhu.Open(s.Path)
	case "open_or_create":
		w.portal, err = menhu.OpenOrCreate(s.Path)
	case "writer_open":
		// One that is refused leaves the one before as it is.
		writer, refused := w.portal.Writer(s.Options)
		if err = refused; err == nil {
			w.writer = writer
		}
	case "put":
		err = w.writer.Put(s.Line)
	case "remove":
		err = w.writer.Remove(s.ID)
	case "commit":
		var commit menhu.Commit
		commit, err = w.writer.Commit()
		answer = fmt.Sprint("generation ", commit.Generation)
	case "rollback":
		err = w.writer.Rollback()
	case "writer_free":
		err = w.writer.Close()
	case "reload":
		var changed bool
		changed, err = w.portal.Reload()
		answer = fmt.Sprint("changed ", digit(changed))
	case "search":
		var found *menhu.Answer
		if found, err = w.portal.Search(s.Q, s.Limit, s.Offset); err == nil {
			answer = hits(found)
		}
	case "search_json":
		return text(w.portal.SearchJSON(ctx, s.Request))
	case "suggest":
		return text(w.portal.Suggest(s.Q, s.Limit))
	case "related":
		return text(w.portal.Related(ctx, s.ID))
	case "browse":
		return text(w.portal.Browse(ctx, s.List))
	case "export_page_index":
		return text(w.portal.ExportPageIndex(ctx, s.Path, s.Options))
	case "item":
		return text(w.portal.Item(s.ID))
	case "segment", "personal":
		return analyze(s)
	case "fold":
		return menhu.Fold(s.Text)
	case "escape_html":
		return menhu.EscapeHTML(s.Text)
	case "highlight":
		return menhu.Highlight(s.Text, s.Words)
	case "passage":
		return menhu.Passage(s.Text, s.Words)
	case "validate":
		return text(menhu.Validate(s.Kind, s.Text))
	case "mask":
		return menhu.Mask(s.Kind, s.Text)
	case "lookups_open":
		w.lookups, err = menhu.OpenLookups(s.Config)
	case "ask":
		return text(w.lookups.Ask(ctx, s.Operation, s.Request, s.Requester))
	case "purge":
		err = w.lookups.Purge(s.Subject, s.Number)
	case "lookups_free":
		err = w.lookups.Close()
	case "check":
		return text(menhu.Check(s.Path))
	case "reindex":
		var items uint64
		items, err = menhu.Reindex(s.Path, "")
		answer = fmt.Sprint("items ", items)
	case "free":
		err = w.portal.Close()
	default:
		err = fmt.Errorf("this program does not know the step `%s`", s.Do)
	}
	return answer, err
}

func text(answer json.RawMessage, err error) (string, error) { return string(answer), err }

func analyze(s step) (string, error) {
	analyzer, err := menhu.NewAnalyzer(s.Words)
	if err != nil {
		return "", err
	}
	defer analyzer.Close()
	if s.Do == "personal" {
		kind, err := analyzer.Personal(s.Text)
		return fmt.Sprint("kind ", kind), err
	}
	segments, err := analyzer.Segment(s.Text)
	pieces := make([]string, len(segments))
	for at, piece := range segments {
		pieces[at] = fmt.Sprintf("%d-%d:%d", piece.Start, piece.End, piece.Kind)
	}
	return strings.Join(pieces, " "), err
}

func hits(found *menhu.Answer) string {
	var line strings.Builder
	fmt.Fprintf(&line, "total %d relaxed %d", found.Total, digit(found.Relaxed))
	for _, hit := range found.Hits {
		fmt.Fprintf(&line, " | %s %s %s %s %s %s %s %s", hit.ID, hit.Kind, orNone(hit.Date), orNone(hit.Unit), orNone(hit.URL),
			orNone(hit.DocNumber), hit.TitleHTML, hit.PassageHTML)
	}
	return line.String()
}

func orNone(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func digit(is bool) int {
	if is {
		return 1
	}
	return 0
}
