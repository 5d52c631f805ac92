package menhu;

import static menhu.Call.utf8;

/** What needs no portal: texts folded, escaped and marked, numbers judged and masked. */
public final class Texts {
    private Texts() {}

    private interface Two {
        int run(byte[] first, byte[] second, com.sun.jna.ptr.PointerByReference out, com.sun.jna.ptr.PointerByReference error);
    }

    private static String two(String first, String second, Two call) {
        byte[] one = utf8(first);
        byte[] other = utf8(second);
        return Call.text((out, error) -> call.run(one, other, out, error));
    }

    /** The form in which texts are compared. */
    public static String fold(String text) {
        byte[] bytes = utf8(text);
        return Call.text((out, error) -> Lib.menhu_fold(bytes, bytes.length, out, error));
    }

    /** The text with the five characters escaped that mean something in HTML. */
    public static String escapeHtml(String text) {
        byte[] bytes = utf8(text);
        return Call.text((out, error) -> Lib.menhu_escape_html(bytes, bytes.length, out, error));
    }

    /** The text as HTML, with these words, one a line, in {@code <mark>}. */
    public static String highlight(String text, String words) {
        return two(text, words, (t, w, out, error) -> Lib.menhu_highlight(t, t.length, w, w.length, out, error));
    }

    /** The passage that has the most of these words, marked as by {@link #highlight}. */
    public static String passage(String text, String words) {
        return two(text, words, (t, w, out, error) -> Lib.menhu_passage(t, t.length, w, w.length, out, error));
    }

    /** Judges a text by the name of a kind, such as credit_code: JSON. Not valid is an answer, no failure. */
    public static String validate(String kind, String text) {
        return two(kind, text, (k, t, out, error) -> Lib.menhu_validate(k, k.length, t, t.length, out, error));
    }

    /** What a page may show of a text of a kind, such as resident_id. */
    public static String mask(String kind, String text) {
        return two(kind, text, (k, t, out, error) -> Lib.menhu_mask(k, k.length, t, t.length, out, error));
    }
}
