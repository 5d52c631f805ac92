using System;
using System.Collections.Generic;

namespace Menhu
{
    /// <summary>A folder opened for searching, as of its newest commit when it was opened or last reloaded. Any number of threads may use it
    /// at the same time. Answers that are strings are JSON, those of the HTTP interface.</summary>
    public sealed class Portal : IDisposable
    {
        private readonly PortalHandle portal;

        private Portal(int status, IntPtr value, IntPtr error)
        {
            Call.Check(status, error);
            portal = new PortalHandle(value);
        }

        /// <summary>Opens the portal in a folder.</summary>
        public static Portal Open(string folder)
        {
            IntPtr value, error;
            var path = Call.Utf8(folder);
            int status = Native.menhu_portal_open(path, Call.Size(path), out value, out error);
            return new Portal(status, value, error);
        }

        /// <summary>Opens it, and makes an empty one first where the folder is missing or empty.</summary>
        public static Portal OpenOrCreate(string folder)
        {
            IntPtr value, error;
            var path = Call.Utf8(folder);
            int status = Native.menhu_portal_open_or_create(path, Call.Size(path), out value, out error);
            return new Portal(status, value, error);
        }

        /// <summary>Shows the newest commit and rules of editors from now on; whether anything is another.</summary>
        public bool Reload()
        {
            int changed;
            IntPtr error;
            Call.Check(Native.menhu_portal_reload(portal, out changed, out error), error);
            return changed == 1;
        }

        /// <summary>Makes ready what the first suggestion would otherwise wait for.</summary>
        public void Warm()
        {
            IntPtr error;
            Call.Check(Native.menhu_portal_warm(portal, out error), error);
        }

        /// <summary>Searches for what a person typed: 0 to 100 hits after the first <paramref name="offset"/>. It never fails on what is
        /// typed.</summary>
        public Answer Search(string query, uint limit, uint offset)
        {
            IntPtr answer, error;
            var text = Call.Utf8(query);
            Call.Check(Native.menhu_portal_search(portal, text, Call.Size(text), limit, offset, out answer, out error), error);
            try { return new Answer(answer); }
            finally { Native.menhu_answer_free(answer); }
        }

        /// <summary>Searches as a request in JSON says, as POST /api/v1/search. TimeSpan.Zero: however long it takes.</summary>
        public string SearchJson(string request, TimeSpan within)
        {
            IntPtr answer, error;
            var text = Call.Utf8(request);
            int status = Native.menhu_portal_search_json(portal, text, Call.Size(text), Call.Milliseconds(within), out answer, out error);
            return Call.Text(status, answer, error);
        }

        /// <summary>What a person may mean by what is typed so far.</summary>
        public string Suggest(string typed, uint limit)
        {
            IntPtr answer, error;
            var text = Call.Utf8(typed);
            int status = Native.menhu_portal_suggest(portal, text, Call.Size(text), limit, out answer, out error);
            return Call.Text(status, answer, error);
        }

        /// <summary>What is related to an item, and why.</summary>
        public string Related(string id, TimeSpan within)
        {
            IntPtr answer, error;
            var text = Call.Utf8(id);
            int status = Native.menhu_portal_related(portal, text, Call.Size(text), Call.Milliseconds(within), out answer, out error);
            return Call.Text(status, answer, error);
        }

        /// <summary>A list by which the portal is entered, such as units.</summary>
        public string Browse(string list, TimeSpan within)
        {
            IntPtr answer, error;
            var text = Call.Utf8(list);
            int status = Native.menhu_portal_browse(portal, text, Call.Size(text), Call.Milliseconds(within), out answer, out error);
            return Call.Text(status, answer, error);
        }

        /// <summary>Writes an index for searches within pages into a folder. Options are JSON such as
        /// {"item_url":"https://www.shifan.example/items/{id}","prune":true}; the answer says what was written.</summary>
        public string ExportPageIndex(string folder, string options, TimeSpan within)
        {
            IntPtr answer, error;
            byte[] path = Call.Utf8(folder), text = Call.Utf8(options);
            int status = Native.menhu_portal_export_page_index(portal, path, Call.Size(path), text, Call.Size(text),
                Call.Milliseconds(within), out answer, out error);
            return Call.Text(status, answer, error);
        }

        /// <summary>An open item.</summary>
        public string Item(string id)
        {
            IntPtr answer, error;
            var text = Call.Utf8(id);
            int status = Native.menhu_portal_item(portal, text, Call.Size(text), out answer, out error);
            return Call.Text(status, answer, error);
        }

        /// <summary>The one writer. Options are JSON such as {"threads":1,"memory_mb":64}; empty: what fits most machines.</summary>
        public Writer Writer(string options)
        {
            IntPtr writer, error;
            var text = Call.Utf8(options);
            Call.Check(Native.menhu_writer_open(portal, text, Call.Size(text), out writer, out error), error);
            return new Writer(writer);
        }

        /// <summary>Sends the portal's messages there from now on, with their level (1 error, 2 warning, 3 information); null: nowhere. Any
        /// thread may call it; it may not call Menhu, nor throw.</summary>
        public void SetLog(Action<int, string> log)
        {
            IntPtr error;
            var callback = Call.Log(log);
            Call.Check(Native.menhu_portal_set_log(portal, callback, IntPtr.Zero, out error), error);
            // No call of the one before is running any more.
            portal.Log = callback;
        }

        /// <summary>Reads everything in a portal's folder, and reports what is wrong.</summary>
        public static string Check(string folder)
        {
            IntPtr report, error;
            var path = Call.Utf8(folder);
            int status = Native.menhu_check(path, Call.Size(path), out report, out error);
            return Call.Text(status, report, error);
        }

        /// <summary>Makes the index anew from the items that are stored; their number.</summary>
        public static ulong Reindex(string folder, string options)
        {
            ulong items;
            IntPtr error;
            byte[] path = Call.Utf8(folder), text = Call.Utf8(options);
            Call.Check(Native.menhu_reindex(path, Call.Size(path), text, Call.Size(text), out items, out error), error);
            return items;
        }

        /// <summary>Closes it; calls under way finish.</summary>
        public void Dispose() { portal.Dispose(); }
    }

    /// <summary>What a search found: hits of one page, and how many items match in all.</summary>
    public sealed class Answer
    {
        internal Answer(IntPtr answer)
        {
            Total = Native.menhu_answer_total(answer);
            Relaxed = Native.menhu_answer_relaxed(answer) == 1;
            TookUs = Native.menhu_answer_took_us(answer);
            var hits = new Hit[Native.menhu_answer_count(answer)];
            for (uint at = 0; at < hits.Length; at++)
            {
                Native.Hit hit;
                IntPtr error;
                Call.Check(Native.menhu_answer_hit(answer, at, out hit, out error), error);
                hits[at] = new Hit(hit);
            }
            Hits = hits;
        }

        public ulong Total { get; private set; }

        /// <summary>Fewer words than asked for were required, since too few items hold all of them.</summary>
        public bool Relaxed { get; private set; }

        public ulong TookUs { get; private set; }

        public IList<Hit> Hits { get; private set; }
    }

    /// <summary>An item that was found; what it does not have is null. The two that end in Html are escaped, the words found in mark. The
    /// score is comparable within one answer only.</summary>
    public sealed class Hit
    {
        internal Hit(Native.Hit hit)
        {
            Id = Text(hit.Id);
            Title = Text(hit.Title);
            Url = Text(hit.Url);
            Date = Text(hit.Date);
            Unit = Text(hit.Unit);
            Kind = Text(hit.Kind);
            DocNumber = Text(hit.DocNumber);
            TitleHtml = Text(hit.TitleHtml);
            PassageHtml = Text(hit.PassageHtml);
            Score = hit.Score;
        }

        public string Id { get; private set; }
        public string Title { get; private set; }
        public string Url { get; private set; }
        public string Date { get; private set; }
        public string Unit { get; private set; }
        public string Kind { get; private set; }
        public string DocNumber { get; private set; }
        public string TitleHtml { get; private set; }
        public string PassageHtml { get; private set; }
        public double Score { get; private set; }

        private static string Text(Native.Slice slice) { return Call.Text(slice.Data, slice.Length); }
    }
}
