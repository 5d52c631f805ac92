using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Menhu;

/// <summary>Tests of the classes: FOLDER VARIABLES.toml PROVIDERS. Each prints its name; the first that fails ends the program with 1.</summary>
internal static class Tests
{
    private const string Question = "{\"name\":\"张演示\",\"id_number\":\"11010519000101001X\",\"purpose\":\"self_service\",\"consent_id\":\"c-20261126-01\"}";
    private const string Requester = "{\"id\":\"session-1\",\"address\":\"127.0.0.1\"}";

    private static string folder, variables, providers;

    private static int Main(string[] args)
    {
        folder = args[0];
        variables = args[1];
        providers = args[2];
        try
        {
            using (var portal = Fill(Path.Combine(folder, "portal")))
            {
                Run("codes are those of the library", Codes);
                Run("errors say what and where", () => Errors(portal));
                Run("what an item does not have is null", () => Nulls(portal));
                Run("threads share a portal", () => Threads(portal));
                Run("messages reach the log", () => Messages(portal));
                Run("what is forgotten is closed some day", () => Forgotten(portal));
                Run("lookups are called off and keep their deadline", CalledOff);
                Run("citizens are told in Chinese and nothing is quoted", Citizens);
                Run("memory stays flat", () => Memory(portal));
            }
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine(failure);
            return 1;
        }
    }

    private static void Run(string name, Action test)
    {
        test();
        Console.WriteLine("ok " + name);
    }

    private static void True(bool fact, string otherwise)
    {
        if (!fact) throw new InvalidOperationException(otherwise);
    }

    private static MenhuException Fails(Code code, string part, Action call)
    {
        try { call(); }
        catch (MenhuException failure)
        {
            True(failure.Code == code && failure.Message.Contains(part), failure.Name + ": " + failure.Message);
            True(failure.Json.Contains("\"code\":" + (int)code), failure.Json);
            return failure;
        }
        throw new InvalidOperationException("this should have failed with " + code);
    }

    private static Portal Fill(string path)
    {
        var portal = Portal.OpenOrCreate(path);
        using (var writer = portal.Writer("{\"threads\":1,\"memory_mb\":32}"))
        {
            for (int at = 0; at < 20; at++) writer.Put("{\"id\":\"doc-" + at + "\",\"title\":\"住房公积金通知\",\"body\":\"提取公积金。\"}");
            True(writer.Finish().Opstamp >= 20, "twenty items are twenty operations");
        }
        True(portal.Reload(), "the commit is not shown");
        return portal;
    }

    private static void Codes()
    {
        foreach (Code code in Enum.GetValues(typeof(Code)))
        {
            var expected = "MENHU" + System.Text.RegularExpressions.Regex.Replace(code.ToString(), "([A-Z])", "_$1").ToUpperInvariant();
            True(Call.Name((int)code) == expected, expected + " is " + Call.Name((int)code));
        }
    }

    private static void Errors(Portal portal)
    {
        Fails(Code.NotAPortal, "nowhere", () => Portal.Open(Path.Combine(folder, "nowhere")));
        Fails(Code.Request, "limit", () => portal.Search("公积金", 1000, 0));
        Fails(Code.InvalidArgument, "id", () => portal.Item("no\0id"));
        Fails(Code.NotFound, "no-such-item", () => portal.Related("no-such-item", TimeSpan.FromSeconds(5)));
        Fails(Code.Dictionary, "line 1", () => new Analyzer("青禾镇 often"));
        using (var writer = portal.Writer(""))
        {
            Fails(Code.Locked, "process", () => portal.Writer(""));
            Fails(Code.Item, "JSON", () => writer.Put("住房公积金"));
        }
        var closed = Portal.Open(Path.Combine(folder, "portal"));
        closed.Dispose();
        closed.Dispose();
        try { closed.Search("公积金", 10, 0); }
        catch (ObjectDisposedException) { return; }
        throw new InvalidOperationException("a portal that is closed answers");
    }

    private static void Nulls(Portal portal)
    {
        var hit = portal.Search("公积金", 1, 0).Hits[0];
        True(hit.Url == null && hit.Date == null && hit.PassageHtml != null && hit.Score > 0, "a hit has what it has not");
    }

    private static void Threads(Portal portal)
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (int at = 0; at < 50; at++)
            {
                True(portal.Search("公积金", 10, 0).Total == 20, "a thread finds something else");
                True(portal.Suggest("zfgjj", 5).Contains("住房公积金"), "a thread is suggested something else");
            }
        });
    }

    private static void Messages(Portal portal)
    {
        var messages = new ConcurrentQueue<string>();
        portal.SetLog((level, message) => messages.Enqueue(level + " " + message));
        // The library is the only one that knows the delegate, but for what holds it here.
        GC.Collect();
        var synonyms = Path.Combine(folder, "portal", "config", "synonyms.toml");
        File.WriteAllText(synonyms, "no = [toml");
        Fails(Code.Config, "synonyms.toml", () => portal.Reload());
        string said;
        True(messages.TryDequeue(out said) && said.StartsWith("2 ", StringComparison.Ordinal) && said.Contains("synonyms.toml"), said ?? "nothing was said");
        portal.SetLog(null);
        File.Delete(synonyms);
        portal.Reload();
        True(messages.IsEmpty, "a message came after the log was taken away");
    }

    private static void Forget(Portal portal) { portal.Writer("").Put("{\"id\":\"forgotten\"}"); }

    private static void Forgotten(Portal portal)
    {
        // On a thread of its own: Mono looks for references on the stack, and may find what is long over.
        var thread = new Thread(() => Forget(portal));
        thread.Start();
        thread.Join();
        for (int at = 0; at < 500; at++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            try
            {
                portal.Writer("").Dispose();
                return;
            }
            catch (MenhuException failure) when (failure.Code == Code.Locked) { Thread.Sleep(10); }
        }
        throw new InvalidOperationException("the writer is still open");
    }

    /// <summary>Lookups whose providers take a question and never answer.</summary>
    private static void Silent(Action<Lookups> test)
    {
        var provider = new TcpListener(IPAddress.Loopback, 0);
        provider.Start();
        try
        {
            var config = "{\"audit\":\"" + Path.Combine(folder, "audit.jsonl") + "\",\"variables_file\":\"" + variables
                + "\",\"providers_folder\":\"" + providers + "\",\"variables\":{\"simulator\":\"http://" + provider.LocalEndpoint + "\"}}";
            using (var lookups = new Lookups(config)) test(lookups);
        }
        finally { provider.Stop(); }
    }

    private static void CalledOff()
    {
        Silent(lookups =>
        {
            var within = TimeSpan.FromMilliseconds(100);
            Fails(Code.Deadline, "100 ms", () => lookups.Ask("housing-fund", Question, Requester, within, CancellationToken.None));
            using (var source = new CancellationTokenSource(within))
            {
                Fails(Code.Cancelled, "called off", () => lookups.Ask("housing-fund", Question, Requester, TimeSpan.Zero, source.Token));
            }
        });
    }

    private static void Citizens()
    {
        Silent(lookups =>
        {
            var wrong = Question.Replace("001X", "0011");
            var failure = Fails(Code.LookupInvalidInput, "id_number",
                () => lookups.Ask("housing-fund", wrong, Requester, TimeSpan.Zero, CancellationToken.None));
            True(failure.Json.Contains("\"advice\":") && failure.Json.Contains("\"faults\":"), failure.Json);
            True(!failure.Json.Contains("110105"), "the error quotes the number");
        });
    }

    private static void Memory(Portal portal)
    {
        Repeat(portal, 2000);
        long before = Resident();
        Repeat(portal, 10000);
        long after = Resident();
        True(after < before + (16 << 20), "memory grew from " + (before >> 20) + " to " + (after >> 20) + " MiB");
    }

    private static void Repeat(Portal portal, int times)
    {
        for (int at = 0; at < times; at++)
        {
            True(portal.Search("公积金", 10, 0).Total == 20, "it finds something else");
            // Errors are memory of the library's, too.
            Fails(Code.NotFound, "no-such-item", () => portal.Item("no-such-item"));
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
