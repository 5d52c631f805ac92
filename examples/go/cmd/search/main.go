// A portal from Go: search FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS puts the lines in, searches, suggests, says what is
// related to the best hit, and looks up a housing fund at the simulated providers.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"menhu.example/menhu"
)

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintf(os.Stderr, "%s FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS\n", os.Args[0])
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, lines, query, variables, providers string) error {
	portal, err := menhu.OpenOrCreate(folder)
	if err != nil {
		return err
	}
	defer portal.Close()
	if err := index(portal, lines); err != nil {
		return err
	}
	answer, err := portal.Search(query, 10, 0)
	if err != nil {
		return err
	}
	fmt.Printf("found\t%d\n", answer.Total)
	for _, hit := range answer.Hits {
		fmt.Printf("hit\t%s\t%s\n", hit.ID, hit.TitleHTML)
	}
	if err := suggest(portal, query); err != nil {
		return err
	}
	if len(answer.Hits) > 0 {
		if err := related(portal, answer.Hits[0].ID); err != nil {
			return err
		}
	}
	return lookUp(folder+".audit.jsonl", variables, providers)
}

// index puts every line in; one that cannot be taken in is told, and left out.
func index(portal *menhu.Portal, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	writer, err := portal.Writer("")
	if err != nil {
		return err
	}
	defer writer.Close()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 64<<20)
	for number := 1; scanner.Scan(); number++ {
		err := writer.Put(scanner.Text())
		if errors.Is(err, menhu.Item) {
			fmt.Fprintf(os.Stderr, "bad line %d: %v\n", number, err)
		} else if err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return err
	}
	if _, err := writer.Commit(); err != nil {
		return err
	}
	_, err = portal.Reload()
	return err
}

func suggest(portal *menhu.Portal, typed string) error {
	text, err := portal.Suggest(typed, 5)
	if err != nil {
		return err
	}
	var answer struct{ Suggestions []struct{ Kind, Text string } }
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	for _, suggestion := range answer.Suggestions {
		fmt.Printf("suggestion\t%s\t%s\n", suggestion.Kind, suggestion.Text)
	}
	return nil
}

func related(portal *menhu.Portal, id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	text, err := portal.Related(ctx, id)
	if err != nil {
		return err
	}
	var answer struct {
		Groups []struct {
			Type  string
			Items []struct{ ID string }
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	for _, group := range answer.Groups {
		for _, item := range group.Items {
			fmt.Printf("related\t%s\t%s\n", group.Type, item.ID)
		}
	}
	return nil
}

// The person that the simulated providers know, and one that nobody can be.
const (
	asked = `{"name":"张演示","id_number":"11010519000101001X","purpose":"self_service","consent_id":"c-20261126-01"}`
	wrong = `{"name":"张演示","id_number":"110105190001010011","purpose":"self_service","consent_id":"c-20261126-01"}`
)

func lookUp(audit, variables, providers string) error {
	config, err := json.Marshal(map[string]string{"audit": audit, "variables_file": variables, "providers_folder": providers})
	if err != nil {
		return err
	}
	lookups, err := menhu.OpenLookups(string(config))
	if err != nil {
		return err
	}
	defer lookups.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, question := range []string{asked, wrong} {
		text, err := lookups.Ask(ctx, "housing-fund", question, `{"id":"session-1","address":"127.0.0.1"}`)
		// What a citizen is told of a failure is in its detail.
		var fault *menhu.Error
		var shown struct{ Outcome, Source, Title string }
		if errors.As(err, &fault) {
			text = fault.Detail
		} else if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &shown); err != nil {
			return err
		}
		if fault != nil {
			fmt.Printf("lookup\t%s\t%s\n", fault.Code.Error(), shown.Title)
		} else {
			fmt.Printf("lookup\t%s\t%s\n", shown.Outcome, shown.Source)
		}
	}
	return nil
}
