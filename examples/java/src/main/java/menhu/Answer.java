package menhu;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/** What a search found: hits of one page, and how many items match in all. Relaxed: too few hold all the words. */
public record Answer(long total, boolean relaxed, long tookUs, List<Hit> hits) {
    /** Copies it, and frees the library's. */
    static Answer of(Pointer answer) {
        try (Memory place = new Memory(Hit.SIZE)) {
            int count = Lib.menhu_answer_count(answer);
            List<Hit> hits = new ArrayList<>(count);
            for (int at = 0; at < count; at++) {
                int index = at;
                Call.plain(error -> Lib.menhu_answer_hit(answer, index, place, error));
                hits.add(Hit.of(place));
            }
            return new Answer(Lib.menhu_answer_total(answer), Lib.menhu_answer_relaxed(answer) == 1, Lib.menhu_answer_took_us(answer),
                List.copyOf(hits));
        } finally {
            Lib.menhu_answer_free(answer);
        }
    }
}
