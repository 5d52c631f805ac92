package menhu;

/** Why a call failed. The message says what, where, and what to do; it holds nothing of a person. */
public final class MenhuException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Code code;
    private final String json;

    MenhuException(Code code, String message, String json) {
        super(message);
        this.code = code;
        this.json = json;
    }

    /** What kind of failure it was. */
    public Code code() {
        return code;
    }

    /** The error as JSON; of a lookup it has title and advice for the citizen, in Chinese, and faults by field. */
    public String json() {
        return json;
    }
}
