using System;
using System.Runtime.InteropServices;

namespace Menhu
{
    /// <summary>menhu.h: texts go in as UTF-8 with their length, size_t is UIntPtr, and handles are numbers that are never followed.</summary>
    internal static class Native
    {
        /// <summary>libmenhu.so on Linux, found as every library: LD_LIBRARY_PATH, ldconfig, or beside the program.</summary>
        private const string Library = "menhu";

        /// <summary>MENHU_ABI_VERSION of the menhu.h that this was written after.</summary>
        private const uint AbiVersion = 1;

        static Native()
        {
            if (menhu_abi_version() != AbiVersion)
            {
                throw new InvalidOperationException("libmenhu has the ABI version " + menhu_abi_version() + ", these classes are written for "
                    + AbiVersion + ": install the library or the assembly that fits");
            }
        }

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void Log(IntPtr user, int level, IntPtr message, UIntPtr length);

        [StructLayout(LayoutKind.Sequential)]
        internal struct Slice
        {
            internal IntPtr Data;
            internal UIntPtr Length;
        }

        [StructLayout(LayoutKind.Sequential)]
        internal struct Hit
        {
            internal Slice Id, Title, Url, Date, Unit, Kind, DocNumber, TitleHtml, PassageHtml;
            internal double Score;
        }

        [StructLayout(LayoutKind.Sequential)]
        internal struct Segment
        {
            internal ulong Start, End;
            internal uint Kind, Reserved;
        }

        [DllImport(Library)] internal static extern uint menhu_abi_version();
        [DllImport(Library)] internal static extern IntPtr menhu_version();
        [DllImport(Library)] internal static extern IntPtr menhu_status_name(int status);

        [DllImport(Library)] internal static extern IntPtr menhu_error_message(IntPtr error, out UIntPtr length);
        [DllImport(Library)] internal static extern IntPtr menhu_error_json(IntPtr error, out UIntPtr length);
        [DllImport(Library)] internal static extern int menhu_error_free(IntPtr error);
        [DllImport(Library)] internal static extern IntPtr menhu_string_data(IntPtr text);
        [DllImport(Library)] internal static extern UIntPtr menhu_string_len(IntPtr text);
        [DllImport(Library)] internal static extern int menhu_string_free(IntPtr text);

        [DllImport(Library)] internal static extern int menhu_portal_open(byte[] path, UIntPtr length, out IntPtr portal, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_open_or_create(byte[] path, UIntPtr length, out IntPtr portal, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_reload(PortalHandle portal, out int changed, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_warm(PortalHandle portal, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_set_log(PortalHandle portal, Log log, IntPtr user, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_free(IntPtr portal);

        [DllImport(Library)] internal static extern int menhu_portal_search(PortalHandle portal, byte[] query, UIntPtr length, uint limit, uint offset, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_search_json(PortalHandle portal, byte[] request, UIntPtr length, ulong deadline, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern ulong menhu_answer_total(IntPtr answer);
        [DllImport(Library)] internal static extern uint menhu_answer_count(IntPtr answer);
        [DllImport(Library)] internal static extern int menhu_answer_relaxed(IntPtr answer);
        [DllImport(Library)] internal static extern ulong menhu_answer_took_us(IntPtr answer);
        [DllImport(Library)] internal static extern int menhu_answer_hit(IntPtr answer, uint index, out Hit hit, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_answer_free(IntPtr answer);

        [DllImport(Library)] internal static extern int menhu_portal_suggest(PortalHandle portal, byte[] typed, UIntPtr length, uint limit, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_related(PortalHandle portal, byte[] id, UIntPtr length, ulong deadline, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_export_page_index(PortalHandle portal, byte[] folder, UIntPtr folderLength, byte[] options, UIntPtr optionsLength, ulong deadline, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_browse(PortalHandle portal, byte[] list, UIntPtr length, ulong deadline, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_portal_item(PortalHandle portal, byte[] id, UIntPtr length, out IntPtr answer, out IntPtr error);

        [DllImport(Library)] internal static extern int menhu_writer_open(PortalHandle portal, byte[] options, UIntPtr length, out IntPtr writer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_writer_put(WriterHandle writer, byte[] line, UIntPtr length, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_writer_remove(WriterHandle writer, byte[] id, UIntPtr length, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_writer_commit(WriterHandle writer, out Commit commit, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_writer_rollback(WriterHandle writer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_writer_finish(WriterHandle writer, out Commit commit, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_writer_free(IntPtr writer);

        [DllImport(Library)] internal static extern int menhu_check(byte[] path, UIntPtr length, out IntPtr report, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_reindex(byte[] path, UIntPtr length, byte[] options, UIntPtr optionsLength, out ulong items, out IntPtr error);

        [DllImport(Library)] internal static extern int menhu_analyzer_new(byte[] words, UIntPtr length, out IntPtr analyzer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_analyzer_segment(AnalyzerHandle analyzer, byte[] text, UIntPtr length, out IntPtr segments, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_analyzer_personal(AnalyzerHandle analyzer, byte[] text, UIntPtr length, out int kind, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_analyzer_free(IntPtr analyzer);
        [DllImport(Library)] internal static extern IntPtr menhu_segments_data(IntPtr segments, out UIntPtr count);
        [DllImport(Library)] internal static extern int menhu_segments_free(IntPtr segments);

        [DllImport(Library)] internal static extern int menhu_fold(byte[] text, UIntPtr length, out IntPtr folded, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_escape_html(byte[] text, UIntPtr length, out IntPtr escaped, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_highlight(byte[] text, UIntPtr length, byte[] words, UIntPtr wordsLength, out IntPtr marked, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_passage(byte[] text, UIntPtr length, byte[] words, UIntPtr wordsLength, out IntPtr passage, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_validate(byte[] kind, UIntPtr kindLength, byte[] text, UIntPtr length, out IntPtr verdict, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_mask(byte[] kind, UIntPtr kindLength, byte[] text, UIntPtr length, out IntPtr masked, out IntPtr error);

        [DllImport(Library)] internal static extern int menhu_cancel_new(out IntPtr cancel, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_cancel_cancel(CancelHandle cancel);
        [DllImport(Library)] internal static extern int menhu_cancel_free(IntPtr cancel);

        [DllImport(Library)] internal static extern int menhu_lookups_open(byte[] config, UIntPtr length, out IntPtr lookups, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_lookups_ask(LookupsHandle lookups, byte[] operation, UIntPtr operationLength, byte[] request, UIntPtr requestLength, byte[] requester, UIntPtr requesterLength, ulong deadline, CancelHandle cancel, out IntPtr answer, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_lookups_purge(LookupsHandle lookups, byte[] subject, UIntPtr subjectLength, byte[] number, UIntPtr numberLength, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_lookups_reload(LookupsHandle lookups, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_lookups_state(LookupsHandle lookups, out IntPtr state, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_lookups_set_log(LookupsHandle lookups, Log log, IntPtr user, out IntPtr error);
        [DllImport(Library)] internal static extern int menhu_lookups_free(IntPtr lookups);
    }
}
