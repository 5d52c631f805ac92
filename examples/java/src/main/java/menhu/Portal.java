package menhu;

import static menhu.Call.millis;
import static menhu.Call.utf8;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A folder opened for searching, as of its newest commit when it was opened or last reloaded. Any number of threads may use it at the
 * same time. Answers that are texts are JSON, those of the HTTP interface.
 */
public final class Portal extends Handle {
    private Portal(Pointer pointer) {
        super(pointer, Lib::menhu_portal_free);
    }

    /** Opens the portal in a folder. */
    public static Portal open(Path folder) {
        byte[] path = utf8(folder.toString());
        return new Portal(Call.handle((out, error) -> Lib.menhu_portal_open(path, path.length, out, error)));
    }

    /** Opens it, and makes an empty one first where the folder is missing or empty. */
    public static Portal openOrCreate(Path folder) {
        byte[] path = utf8(folder.toString());
        return new Portal(Call.handle((out, error) -> Lib.menhu_portal_open_or_create(path, path.length, out, error)));
    }

    /** Shows the newest commit and rules of editors from now on; whether anything is another. */
    public boolean reload() {
        IntByReference changed = new IntByReference();
        run(portal -> Call.plain(error -> Lib.menhu_portal_reload(portal, changed, error)));
        return changed.getValue() == 1;
    }

    /** Makes ready what the first suggestion would otherwise wait for. */
    public void warm() {
        run(portal -> Call.plain(error -> Lib.menhu_portal_warm(portal, error)));
    }

    /** Searches for what a person typed: 0 to 100 hits after the first {@code offset}. It never fails on what is typed. */
    public Answer search(String query, int limit, int offset) {
        byte[] text = utf8(query);
        return use(portal -> Answer.of(Call.handle(
            (out, error) -> Lib.menhu_portal_search(portal, text, text.length, limit, offset, out, error))));
    }

    /** Searches as a request in JSON says, as POST /api/v1/search; {@link Duration#ZERO}: however long it takes. */
    public String searchJson(String request, Duration within) {
        byte[] text = utf8(request);
        return use(portal -> Call.text(
            (out, error) -> Lib.menhu_portal_search_json(portal, text, text.length, millis(within), out, error)));
    }

    /** What a person may mean by what is typed so far. */
    public String suggest(String typed, int limit) {
        byte[] text = utf8(typed);
        return use(portal -> Call.text((out, error) -> Lib.menhu_portal_suggest(portal, text, text.length, limit, out, error)));
    }

    /** What is related to an item, and why. */
    public String related(String id, Duration within) {
        byte[] text = utf8(id);
        return use(portal -> Call.text(
            (out, error) -> Lib.menhu_portal_related(portal, text, text.length, millis(within), out, error)));
    }

    /** A list by which the portal is entered, such as units. */
    public String browse(String list, Duration within) {
        byte[] text = utf8(list);
        return use(portal -> Call.text(
            (out, error) -> Lib.menhu_portal_browse(portal, text, text.length, millis(within), out, error)));
    }

    /**
     * Writes an index for searches within pages into a folder, and says what it wrote. Options are JSON such as
     * {"item_url":"https://www.shifan.example/items/{id}","prune":true}, or empty.
     */
    public String exportPageIndex(Path folder, String options, Duration within) {
        byte[] path = utf8(folder.toString());
        byte[] text = utf8(options);
        return use(portal -> Call.text((out, error) -> Lib.menhu_portal_export_page_index(
            portal, path, path.length, text, text.length, millis(within), out, error)));
    }

    /** An open item. */
    public String item(String id) {
        byte[] text = utf8(id);
        return use(portal -> Call.text((out, error) -> Lib.menhu_portal_item(portal, text, text.length, out, error)));
    }

    /** The one writer. Options are JSON such as {"threads":1,"memory_mb":64}; empty: what fits most machines. */
    public Writer writer(String options) {
        byte[] text = utf8(options);
        return use(portal -> new Writer(Call.handle(
            (out, error) -> Lib.menhu_writer_open(portal, text, text.length, out, error))));
    }

    /** Sends the portal's messages there from now on; null: nowhere. */
    public void log(Logger logger) {
        log(logger, (portal, log) -> Call.plain(error -> Lib.menhu_portal_set_log(portal, log, null, error)));
    }

    /** Reads everything in a portal's folder, and reports what is wrong. */
    public static String check(Path folder) {
        byte[] path = utf8(folder.toString());
        return Call.text((out, error) -> Lib.menhu_check(path, path.length, out, error));
    }

    /** Makes the index anew from the items that are stored; their number. */
    public static long reindex(Path folder, String options) {
        byte[] path = utf8(folder.toString());
        byte[] text = utf8(options);
        LongByReference items = new LongByReference();
        Call.plain(error -> Lib.menhu_reindex(path, path.length, text, text.length, items, error));
        return items.getValue();
    }
}
