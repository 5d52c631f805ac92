package menhu;

import com.sun.jna.Memory;

/**
 * An item that was found; what it does not have is null. The two that end in Html are escaped, the words found in {@code <mark>}. The
 * score is comparable within one answer only.
 */
public record Hit(String id, String title, String url, String date, String unit, String kind, String docNumber, String titleHtml,
                  String passageHtml, double score) {
    /** menhu_hit: nine slices, each a pointer and a length, and a double. */
    static final int SIZE = 9 * 16 + 8;

    static Hit of(Memory hit) {
        return new Hit(slice(hit, 0), slice(hit, 1), slice(hit, 2), slice(hit, 3), slice(hit, 4), slice(hit, 5), slice(hit, 6),
            slice(hit, 7), slice(hit, 8), hit.getDouble(9 * 16));
    }

    private static String slice(Memory hit, int index) {
        return Call.text(hit.getPointer(16L * index), hit.getLong(16L * index + 8));
    }
}
