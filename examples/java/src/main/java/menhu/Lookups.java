package menhu;

import static menhu.Call.millis;
import static menhu.Call.utf8;

import java.time.Duration;

/** Asks providers about social security, housing funds and traffic violations. It has threads of its own; any thread may ask. */
public final class Lookups extends Handle {
    /** Opens them; menhu_lookups_open in menhu.h has the members of the configuration, a JSON object. */
    public Lookups(String config) {
        this(utf8(config));
    }

    private Lookups(byte[] config) {
        super(Call.handle((out, error) -> Lib.menhu_lookups_open(config, config.length, out, error)), Lib::menhu_lookups_free);
    }

    /**
     * Looks up, and waits for the answer: as long as {@code within} says, {@link Duration#ZERO} as long as the provider's file allows,
     * and no longer than until {@code cancel}, which may be null, is cancelled. Request and requester are JSON.
     */
    public String ask(String operation, String request, String requester, Duration within, Cancel cancel) {
        byte[] what = utf8(operation);
        byte[] question = utf8(request);
        byte[] who = utf8(requester);
        if (cancel == null) {
            return use(lookups -> Call.text((out, error) -> Lib.menhu_lookups_ask(lookups, what, what.length, question,
                question.length, who, who.length, millis(within), null, out, error)));
        }
        return use(lookups -> cancel.use(off -> Call.text((out, error) -> Lib.menhu_lookups_ask(lookups, what, what.length,
            question, question.length, who, who.length, millis(within), off, out, error))));
    }

    /** Forgets everything about a person (by number of the identity card) or a vehicle (by plate). */
    public void purge(String subject, String number) {
        byte[] what = utf8(subject);
        byte[] which = utf8(number);
        run(lookups -> Call.plain(
            error -> Lib.menhu_lookups_purge(lookups, what, what.length, which, which.length, error)));
    }

    /** Takes over files of providers that have changed, come or gone. */
    public void reload() {
        run(lookups -> Call.plain(error -> Lib.menhu_lookups_reload(lookups, error)));
    }

    /** How lookups are doing, as JSON; nothing of a person. */
    public String state() {
        return use(lookups -> Call.text((out, error) -> Lib.menhu_lookups_state(lookups, out, error)));
    }

    /** Sends the lookups' messages there from now on; null: nowhere. */
    public void log(Logger logger) {
        log(logger, (lookups, log) -> Call.plain(error -> Lib.menhu_lookups_set_log(lookups, log, null, error)));
    }
}
