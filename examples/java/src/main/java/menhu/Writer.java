package menhu;

import static menhu.Call.utf8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * The one writer of a portal: nobody else writes while it is open. What is not committed when it is closed never happened. One
 * thread at a time; others wait.
 */
public final class Writer extends Handle {
    Writer(Pointer pointer) {
        super(pointer, Lib::menhu_writer_free);
    }

    /** What a commit was. */
    public record Commit(long opstamp, long generation, long issued) {}

    /** Puts an item in, an interchange line, in place of the one with its id. */
    public void put(String line) {
        byte[] text = utf8(line);
        run(writer -> Call.plain(error -> Lib.menhu_writer_put(writer, text, text.length, error)));
    }

    /** Takes the item with this id out, if there is one. */
    public void remove(String id) {
        byte[] text = utf8(id);
        run(writer -> Call.plain(error -> Lib.menhu_writer_remove(writer, text, text.length, error)));
    }

    /** Makes all of it durable and visible at once, to readers that reload. */
    public Commit commit() {
        return use(writer -> commit(place -> error -> Lib.menhu_writer_commit(writer, place, error)));
    }

    /** Forgets everything since the last commit. */
    public void rollback() {
        run(writer -> Call.plain(error -> Lib.menhu_writer_rollback(writer, error)));
    }

    /** Commits, and waits until the parts of the index are merged: the end of a large import, and of the writer. */
    public Commit finish() {
        return use(writer -> commit(place -> error -> Lib.menhu_writer_finish(writer, place, error)));
    }

    private static Commit commit(java.util.function.Function<Memory, Call.Plain> call) {
        // menhu_commit: three numbers of 64 bits.
        try (Memory place = new Memory(24)) {
            Call.plain(call.apply(place));
            return new Commit(place.getLong(0), place.getLong(8), place.getLong(16));
        }
    }
}
