package menhu;

/** Calls off the lookups that were given it, those under way and those to come. Any thread. */
public final class Cancel extends Handle {
    /** Makes one. */
    public Cancel() {
        super(Call.handle(Lib::menhu_cancel_new), Lib::menhu_cancel_free);
    }

    /** Nobody waits for the answers any more; what was sent to a provider cannot be called back. */
    public void cancel() {
        run(Lib::menhu_cancel_cancel);
    }
}
