using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Xml;
using Menhu;

/// <summary>A portal from C#: FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS puts the lines in, searches, suggests, says what is related to
/// the best hit, and looks up a housing fund at the simulated providers.</summary>
internal static class Search
{
    // UTF-8, whatever the locale.
    private static readonly TextWriter Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
    private static readonly TextWriter Err = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };

    private static int Main(string[] args)
    {
        if (args.Length != 5)
        {
            Err.WriteLine("Search FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS");
            return 2;
        }
        try
        {
            Run(args[0], args[1], args[2], args[3], args[4]);
            return 0;
        }
        catch (MenhuException failure)
        {
            Err.WriteLine("{0}: {1}", failure.Name, failure.Message);
            return 1;
        }
    }

    private static void Run(string folder, string lines, string query, string variables, string providers)
    {
        using (var portal = Portal.OpenOrCreate(folder))
        {
            Index(portal, lines);
            var answer = portal.Search(query, 10, 0);
            Out.WriteLine("found\t{0}", answer.Total);
            foreach (var hit in answer.Hits) Out.WriteLine("hit\t{0}\t{1}", hit.Id, hit.TitleHtml);
            foreach (XmlElement suggestion in Json.Read(portal.Suggest(query, 5))["suggestions"])
            {
                Out.WriteLine("suggestion\t{0}\t{1}", Json.Text(suggestion, "kind"), Json.Text(suggestion, "text"));
            }
            if (answer.Hits.Count > 0) Related(portal, answer.Hits[0].Id);
        }
        LookUp(folder + ".audit.jsonl", variables, providers);
    }

    /// <summary>Puts every line in; one that cannot be taken in is told, and left out.</summary>
    private static void Index(Portal portal, string path)
    {
        using (var writer = portal.Writer(""))
        {
            int number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                try { writer.Put(line); }
                catch (MenhuException failure) when (failure.Code == Code.Item)
                {
                    Err.WriteLine("bad line {0}: {1}", number, failure.Message);
                }
            }
            writer.Commit();
        }
        portal.Reload();
    }

    private static void Related(Portal portal, string id)
    {
        foreach (XmlElement group in Json.Read(portal.Related(id, TimeSpan.FromSeconds(2)))["groups"])
        {
            foreach (XmlElement item in group["items"])
            {
                Out.WriteLine("related\t{0}\t{1}", Json.Text(group, "type"), Json.Text(item, "id"));
            }
        }
    }

    private static void LookUp(string audit, string variables, string providers)
    {
        var config = Json.Write("audit", audit, "variables_file", variables, "providers_folder", providers);
        var requester = Json.Write("id", "session-1", "address", "127.0.0.1");
        using (var lookups = new Lookups(config))
        {
            // The person that the simulated providers know, and one that nobody can be.
            foreach (var number in new[] { "11010519000101001X", "110105190001010011" })
            {
                var question = Json.Write("name", "张演示", "id_number", number, "purpose", "self_service", "consent_id", "c-20261126-01");
                try
                {
                    var answer = Json.Read(lookups.Ask("housing-fund", question, requester, TimeSpan.FromSeconds(20), CancellationToken.None));
                    Out.WriteLine("lookup\t{0}\t{1}", Json.Text(answer, "outcome"), Json.Text(answer, "source"));
                }
                catch (MenhuException failure)
                {
                    // What a citizen is told.
                    Out.WriteLine("lookup\t{0}\t{1}", failure.Name, Json.Text(Json.Read(failure.Json), "title"));
                }
            }
        }
    }
}
