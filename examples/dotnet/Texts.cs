using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Menhu
{
    /// <summary>A piece of a text, by its bytes in UTF-8; menhu.h has the kinds: MENHU_SEGMENT_WORD is 0.</summary>
    public struct Segment
    {
        public ulong Start;
        public ulong End;
        public uint Kind;
    }

    /// <summary>Cuts texts into words. Immutable: any number of threads may use it at the same time.</summary>
    public sealed class Analyzer : IDisposable
    {
        private readonly AnalyzerHandle analyzer;

        /// <summary>One with the built-in dictionary, and words of one's own, one a line.</summary>
        public Analyzer(string words)
        {
            IntPtr value, error;
            var text = Call.Utf8(words);
            Call.Check(Native.menhu_analyzer_new(text, Call.Size(text), out value, out error), error);
            analyzer = new AnalyzerHandle(value);
        }

        /// <summary>Cuts a text; the pieces cover it without gaps.</summary>
        public IList<Segment> Segment(string text)
        {
            IntPtr segments, error;
            var bytes = Call.Utf8(text);
            Call.Check(Native.menhu_analyzer_segment(analyzer, bytes, Call.Size(bytes), out segments, out error), error);
            try
            {
                UIntPtr count;
                IntPtr data = Native.menhu_segments_data(segments, out count);
                var pieces = new Segment[checked((int)count.ToUInt64())];
                int size = Marshal.SizeOf(typeof(Native.Segment));
                for (int at = 0; at < pieces.Length; at++)
                {
                    var piece = (Native.Segment)Marshal.PtrToStructure(IntPtr.Add(data, at * size), typeof(Native.Segment));
                    pieces[at] = new Segment { Start = piece.Start, End = piece.End, Kind = piece.Kind };
                }
                return pieces;
            }
            finally { Native.menhu_segments_free(segments); }
        }

        /// <summary>Whether a query points to a person, and how (menhu.h); such a query is kept in no log. 0 is no promise.</summary>
        public int Personal(string text)
        {
            int kind;
            IntPtr error;
            var bytes = Call.Utf8(text);
            Call.Check(Native.menhu_analyzer_personal(analyzer, bytes, Call.Size(bytes), out kind, out error), error);
            return kind;
        }

        /// <summary>Closes it.</summary>
        public void Dispose() { analyzer.Dispose(); }
    }

    /// <summary>What needs no portal: texts folded, escaped and marked, numbers judged and masked.</summary>
    public static class Texts
    {
        private delegate int One(byte[] text, UIntPtr length, out IntPtr made, out IntPtr error);

        private delegate int Two(byte[] text, UIntPtr length, byte[] other, UIntPtr otherLength, out IntPtr made, out IntPtr error);

        private static string Make(One call, string text)
        {
            IntPtr made, error;
            var bytes = Call.Utf8(text);
            int status = call(bytes, Call.Size(bytes), out made, out error);
            return Call.Text(status, made, error);
        }

        private static string Make(Two call, string text, string other)
        {
            IntPtr made, error;
            byte[] bytes = Call.Utf8(text), others = Call.Utf8(other);
            int status = call(bytes, Call.Size(bytes), others, Call.Size(others), out made, out error);
            return Call.Text(status, made, error);
        }

        /// <summary>The form in which texts are compared.</summary>
        public static string Fold(string text) { return Make(Native.menhu_fold, text); }

        /// <summary>The text with the five characters escaped that mean something in HTML.</summary>
        public static string EscapeHtml(string text) { return Make(Native.menhu_escape_html, text); }

        /// <summary>The text as HTML, with these words, one a line, in mark.</summary>
        public static string Highlight(string text, string words) { return Make(Native.menhu_highlight, text, words); }

        /// <summary>The passage that has the most of these words, marked as by Highlight.</summary>
        public static string Passage(string text, string words) { return Make(Native.menhu_passage, text, words); }

        /// <summary>Judges a text by the name of a kind, such as credit_code: JSON. Not valid is an answer, no failure.</summary>
        public static string Validate(string kind, string text) { return Make(Native.menhu_validate, kind, text); }

        /// <summary>What a page may show of a text of a kind, such as resident_id.</summary>
        public static string Mask(string kind, string text) { return Make(Native.menhu_mask, kind, text); }
    }
}
