using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Xml;
using Menhu;

/// <summary>Runs bindings/c/tests/scenario.json: FILE FOLDER VARIABLES PROVIDERS. It prints a line for each step, the same in every language;
/// bindings/c/README.md says what stands there.</summary>
internal sealed class Scenario
{
    private Portal portal;
    private Writer writer;
    private Lookups lookups;

    private static int Main(string[] args)
    {
        if (args.Length != 4)
        {
            Console.Error.WriteLine("Scenario SCENARIO.json FOLDER VARIABLES.toml PROVIDERS");
            return 2;
        }
        var text = File.ReadAllText(args[0], Encoding.UTF8);
        text = text.Replace("{dir}", args[1]).Replace("{variables}", args[2]).Replace("{providers}", args[3]);
        var scenario = new Scenario();
        using (var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)))
        {
            foreach (XmlElement step in Json.Read(text)["steps"])
            {
                string status = "MENHU_OK", answer;
                try { answer = scenario.Run(step); }
                catch (MenhuException failure)
                {
                    status = failure.Name;
                    answer = failure.Json;
                }
                output.Write("{0}\t{1}\t{2}\n", Json.Text(step, "name"), status, answer);
            }
        }
        return 0;
    }

    private string Run(XmlElement step)
    {
        switch (Json.Text(step, "do"))
        {
            case "open": return Done(() => portal = Portal.Open(Json.Text(step, "path")));
            case "open_or_create": return Done(() => portal = Portal.OpenOrCreate(Json.Text(step, "path")));
            case "writer_open": return Done(() => writer = portal.Writer(Json.Text(step, "options")));
            case "put": return Done(() => writer.Put(Json.Text(step, "line")));
            case "remove": return Done(() => writer.Remove(Json.Text(step, "id")));
            case "commit": return "generation " + writer.Commit().Generation;
            case "rollback": return Done(writer.Rollback);
            case "writer_free": return Done(writer.Dispose);
            case "reload": return "changed " + Digit(portal.Reload());
            case "search": return Hits(portal.Search(Json.Text(step, "q"), Number(step, "limit"), Number(step, "offset")));
            case "search_json": return portal.SearchJson(Json.Text(step, "request"), TimeSpan.Zero);
            case "suggest": return portal.Suggest(Json.Text(step, "q"), Number(step, "limit"));
            case "related": return portal.Related(Json.Text(step, "id"), TimeSpan.Zero);
            case "browse": return portal.Browse(Json.Text(step, "list"), TimeSpan.Zero);
            case "export_page_index": return portal.ExportPageIndex(Json.Text(step, "path"), Json.Text(step, "options"), TimeSpan.Zero);
            case "item": return portal.Item(Json.Text(step, "id"));
            case "segment":
                using (var analyzer = new Analyzer(Json.Text(step, "words")))
                {
                    var pieces = analyzer.Segment(Json.Text(step, "text"));
                    return string.Join(" ", pieces.Select(piece => piece.Start + "-" + piece.End + ":" + piece.Kind));
                }
            case "personal":
                using (var analyzer = new Analyzer("")) return "kind " + analyzer.Personal(Json.Text(step, "text"));
            case "fold": return Texts.Fold(Json.Text(step, "text"));
            case "escape_html": return Texts.EscapeHtml(Json.Text(step, "text"));
            case "highlight": return Texts.Highlight(Json.Text(step, "text"), Json.Text(step, "words"));
            case "passage": return Texts.Passage(Json.Text(step, "text"), Json.Text(step, "words"));
            case "validate": return Texts.Validate(Json.Text(step, "kind"), Json.Text(step, "text"));
            case "mask": return Texts.Mask(Json.Text(step, "kind"), Json.Text(step, "text"));
            case "lookups_open": return Done(() => lookups = new Lookups(Json.Text(step, "config")));
            case "ask":
                return lookups.Ask(Json.Text(step, "operation"), Json.Text(step, "request"), Json.Text(step, "requester"),
                    TimeSpan.FromMilliseconds(Number(step, "deadline_ms")), CancellationToken.None);
            case "purge": return Done(() => lookups.Purge(Json.Text(step, "subject"), Json.Text(step, "number")));
            case "lookups_free": return Done(lookups.Dispose);
            case "check": return Portal.Check(Json.Text(step, "path"));
            case "reindex": return "items " + Portal.Reindex(Json.Text(step, "path"), "");
            case "free": return Done(portal.Dispose);
            default: throw new InvalidDataException("this program does not know the step `" + Json.Text(step, "do") + "`");
        }
    }

    private static string Done(Action step)
    {
        step();
        return "";
    }

    private static uint Number(XmlElement step, string member)
    {
        return uint.Parse(Json.Text(step, member), CultureInfo.InvariantCulture);
    }

    private static int Digit(bool value) { return value ? 1 : 0; }

    private static string Hits(Answer answer)
    {
        var line = new StringBuilder("total " + answer.Total + " relaxed " + Digit(answer.Relaxed));
        foreach (var hit in answer.Hits)
        {
            line.Append(" |");
            var parts = new[] { hit.Id, hit.Kind, hit.Date, hit.Unit, hit.Url, hit.DocNumber, hit.TitleHtml, hit.PassageHtml };
            foreach (var part in parts) line.Append(' ').Append(part ?? "-");
        }
        return line.ToString();
    }
}
