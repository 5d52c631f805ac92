package menhu;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A call that gives something, or an error. */
interface Call {
    int run(PointerByReference out, PointerByReference error);

    /** A call that gives nothing. */
    interface Plain {
        int run(PointerByReference error);
    }

    static void plain(Plain call) {
        PointerByReference error = new PointerByReference();
        int status = call.run(error);
        if (status != 0) {
            throw failure(status, error.getValue());
        }
    }

    /** What the call gave, to be freed. */
    static Pointer handle(Call call) {
        PointerByReference out = new PointerByReference();
        plain(error -> call.run(out, error));
        return out.getValue();
    }

    /** The text that the call gave; the library's is freed. */
    static String text(Call call) {
        Pointer string = handle(call);
        try {
            return text(Lib.menhu_string_data(string), Lib.menhu_string_len(string));
        } finally {
            Lib.menhu_string_free(string);
        }
    }

    /** A text of the library's; null where there is none. */
    static String text(Pointer data, long length) {
        return data == null ? null : new String(data.getByteArray(0, Math.toIntExact(length)), StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A deadline as the library takes it: 0 is none, so what is left is rounded up. */
    static long millis(Duration within) {
        if (within.isNegative()) {
            throw new IllegalArgumentException("a deadline of " + within + " has passed; give Duration.ZERO for none");
        }
        return within.plusNanos(999_999).toMillis();
    }

    private static MenhuException failure(int status, Pointer error) {
        LongByReference length = new LongByReference();
        try {
            String message = text(Lib.menhu_error_message(error, length), length.getValue());
            String json = text(Lib.menhu_error_json(error, length), length.getValue());
            return new MenhuException(Code.of(status), message, json);
        } finally {
            Lib.menhu_error_free(error);
        }
    }
}
