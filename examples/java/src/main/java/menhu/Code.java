package menhu;

/** What kind of failure it was. menhu.h says what each of them means; the names are C's without MENHU_. */
public enum Code {
    INVALID_ARGUMENT(1), INVALID_HANDLE(2), BAD_UTF8(3), PANIC(4), NOT_FOUND(5), CANCELLED(6), DEADLINE(7), FORKED(8),
    NOT_A_PORTAL(20), LOCKED(21), FINGERPRINT(22), NEW_WORDS(23), DAMAGED(24), DICTIONARY(25), CONFIG(26), REQUEST(27), ITEM(28),
    IO(29), ENGINE(30), NOT_VALID(40),
    LOOKUP_INVALID_INPUT(60), LOOKUP_AUTH_FAILED(61), LOOKUP_NOT_FOUND(62), LOOKUP_NO_RECORDS(63), LOOKUP_CAPTCHA_REQUIRED(64),
    LOOKUP_QUOTA_EXCEEDED(65), LOOKUP_RATE_LIMITED(66), LOOKUP_UPSTREAM_MAINTENANCE(67), LOOKUP_UPSTREAM_TIMEOUT(68),
    LOOKUP_UPSTREAM_UNAVAILABLE(69), LOOKUP_MALFORMED(70), LOOKUP_SIGNATURE_EXPIRED(71), LOOKUP_UNSUPPORTED(72),
    /** One that a later library knows. */
    UNKNOWN(-1);

    private final int number;

    Code(int number) {
        this.number = number;
    }

    /** The number in menhu.h. */
    public int number() {
        return number;
    }

    static Code of(int number) {
        for (Code code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return UNKNOWN;
    }
}
