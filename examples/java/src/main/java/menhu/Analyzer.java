package menhu;

import static menhu.Call.utf8;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.ArrayList;
import java.util.List;

/** Cuts texts into words. Immutable: any number of threads may use it at the same time. */
public final class Analyzer extends Handle {
    /** A piece of a text, by its bytes in UTF-8; menhu.h has the kinds: MENHU_SEGMENT_WORD is 0. */
    public record Segment(long start, long end, int kind) {}

    /** An analyzer with the built-in dictionary, and words of one's own, one a line. */
    public Analyzer(String words) {
        this(utf8(words));
    }

    private Analyzer(byte[] words) {
        super(Call.handle((out, error) -> Lib.menhu_analyzer_new(words, words.length, out, error)), Lib::menhu_analyzer_free);
    }

    /** Cuts a text; the pieces cover it without gaps. */
    public List<Segment> segment(String text) {
        byte[] bytes = utf8(text);
        Pointer segments = use(analyzer -> Call.handle(
            (out, error) -> Lib.menhu_analyzer_segment(analyzer, bytes, bytes.length, out, error)));
        try {
            LongByReference count = new LongByReference();
            Pointer data = Lib.menhu_segments_data(segments, count);
            List<Segment> pieces = new ArrayList<>();
            // menhu_segment: two numbers of 64 bits and two of 32.
            for (long at = 0; at < count.getValue() * 24; at += 24) {
                pieces.add(new Segment(data.getLong(at), data.getLong(at + 8), data.getInt(at + 16)));
            }
            return pieces;
        } finally {
            Lib.menhu_segments_free(segments);
        }
    }

    /** Whether a query points to a person, and how (menhu.h); such a query is kept in no log. 0 is no promise. */
    public int personal(String text) {
        byte[] bytes = utf8(text);
        IntByReference kind = new IntByReference();
        run(analyzer -> Call.plain(error -> Lib.menhu_analyzer_personal(analyzer, bytes, bytes.length, kind, error)));
        return kind.getValue();
    }
}
