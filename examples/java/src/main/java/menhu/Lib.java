package menhu;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * menhu.h, bound method by function: the names are C's. Texts go in as UTF-8 with their length, so that none needs a NUL; a
 * {@code size_t} is a long, and a handle a Pointer that is never followed.
 */
final class Lib {
    /** MENHU_ABI_VERSION of the menhu.h that this was written after. */
    private static final int ABI_VERSION = 1;

    static {
        if (Native.SIZE_T_SIZE != 8) {
            throw new UnsatisfiedLinkError("Menhu runs on machines of 64 bits; this JVM has " + 8 * Native.SIZE_T_SIZE);
        }
        Native.register(Lib.class, "menhu");
        if (menhu_abi_version() != ABI_VERSION) {
            throw new UnsatisfiedLinkError("libmenhu " + menhu_version() + " has the ABI version " + menhu_abi_version()
                + ", these classes are written for " + ABI_VERSION + ": install the library or the jar that fits");
        }
    }

    private Lib() {}

    /** menhu_log_callback. */
    interface Log extends Callback {
        void invoke(Pointer user, int level, Pointer message, long length);
    }

    static native String menhu_version();
    static native int menhu_abi_version();
    static native String menhu_status_name(int status);

    static native Pointer menhu_error_message(Pointer error, LongByReference length);
    static native Pointer menhu_error_json(Pointer error, LongByReference length);
    static native int menhu_error_free(Pointer error);

    static native Pointer menhu_string_data(Pointer string);
    static native long menhu_string_len(Pointer string);
    static native int menhu_string_free(Pointer string);

    static native int menhu_portal_open(byte[] path, long length, PointerByReference portal, PointerByReference error);
    static native int menhu_portal_open_or_create(byte[] path, long length, PointerByReference portal, PointerByReference error);
    static native int menhu_portal_reload(Pointer portal, IntByReference changed, PointerByReference error);
    static native int menhu_portal_warm(Pointer portal, PointerByReference error);
    static native int menhu_portal_set_log(Pointer portal, Log log, Pointer user, PointerByReference error);
    static native int menhu_portal_free(Pointer portal);

    static native int menhu_portal_search(Pointer portal, byte[] query, long length, int limit, int offset, PointerByReference answer, PointerByReference error);
    static native int menhu_portal_search_json(Pointer portal, byte[] request, long length, long deadline, PointerByReference answer, PointerByReference error);
    static native long menhu_answer_total(Pointer answer);
    static native int menhu_answer_count(Pointer answer);
    static native int menhu_answer_relaxed(Pointer answer);
    static native long menhu_answer_took_us(Pointer answer);
    static native int menhu_answer_hit(Pointer answer, int index, Pointer hit, PointerByReference error);
    static native int menhu_answer_free(Pointer answer);

    static native int menhu_portal_suggest(Pointer portal, byte[] typed, long length, int limit, PointerByReference answer, PointerByReference error);
    static native int menhu_portal_related(Pointer portal, byte[] id, long length, long deadline, PointerByReference answer, PointerByReference error);
    static native int menhu_portal_export_page_index(Pointer portal, byte[] folder, long folderLength, byte[] options, long optionsLength, long deadline, PointerByReference answer, PointerByReference error);
    static native int menhu_portal_browse(Pointer portal, byte[] list, long length, long deadline, PointerByReference answer, PointerByReference error);
    static native int menhu_portal_item(Pointer portal, byte[] id, long length, PointerByReference answer, PointerByReference error);

    static native int menhu_writer_open(Pointer portal, byte[] options, long length, PointerByReference writer, PointerByReference error);
    static native int menhu_writer_put(Pointer writer, byte[] line, long length, PointerByReference error);
    static native int menhu_writer_remove(Pointer writer, byte[] id, long length, PointerByReference error);
    static native int menhu_writer_commit(Pointer writer, Pointer commit, PointerByReference error);
    static native int menhu_writer_rollback(Pointer writer, PointerByReference error);
    static native int menhu_writer_finish(Pointer writer, Pointer commit, PointerByReference error);
    static native int menhu_writer_free(Pointer writer);

    static native int menhu_check(byte[] path, long length, PointerByReference report, PointerByReference error);
    static native int menhu_reindex(byte[] path, long length, byte[] options, long optionsLength, LongByReference items, PointerByReference error);

    static native int menhu_analyzer_new(byte[] words, long length, PointerByReference analyzer, PointerByReference error);
    static native int menhu_analyzer_segment(Pointer analyzer, byte[] text, long length, PointerByReference segments, PointerByReference error);
    static native int menhu_analyzer_personal(Pointer analyzer, byte[] text, long length, IntByReference kind, PointerByReference error);
    static native int menhu_analyzer_free(Pointer analyzer);
    static native Pointer menhu_segments_data(Pointer segments, LongByReference count);
    static native int menhu_segments_free(Pointer segments);

    static native int menhu_fold(byte[] text, long length, PointerByReference folded, PointerByReference error);
    static native int menhu_escape_html(byte[] text, long length, PointerByReference escaped, PointerByReference error);
    static native int menhu_highlight(byte[] text, long length, byte[] words, long wordsLength, PointerByReference marked, PointerByReference error);
    static native int menhu_passage(byte[] text, long length, byte[] words, long wordsLength, PointerByReference passage, PointerByReference error);
    static native int menhu_validate(byte[] kind, long kindLength, byte[] text, long length, PointerByReference verdict, PointerByReference error);
    static native int menhu_mask(byte[] kind, long kindLength, byte[] text, long length, PointerByReference masked, PointerByReference error);

    static native int menhu_cancel_new(PointerByReference cancel, PointerByReference error);
    static native int menhu_cancel_cancel(Pointer cancel);
    static native int menhu_cancel_free(Pointer cancel);

    static native int menhu_lookups_open(byte[] config, long length, PointerByReference lookups, PointerByReference error);
    static native int menhu_lookups_ask(Pointer lookups, byte[] operation, long operationLength, byte[] request, long requestLength, byte[] requester, long requesterLength, long deadline, Pointer cancel, PointerByReference answer, PointerByReference error);
    static native int menhu_lookups_purge(Pointer lookups, byte[] subject, long subjectLength, byte[] number, long numberLength, PointerByReference error);
    static native int menhu_lookups_reload(Pointer lookups, PointerByReference error);
    static native int menhu_lookups_state(Pointer lookups, PointerByReference state, PointerByReference error);
    static native int menhu_lookups_set_log(Pointer lookups, Log log, Pointer user, PointerByReference error);
    static native int menhu_lookups_free(Pointer lookups);
}
