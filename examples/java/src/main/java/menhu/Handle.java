package menhu;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the library knows by a number. Close it, best in a try with resources; one that is forgotten is closed when the garbage
 * collector finds it, some day. Calls under way in other threads finish; later ones fail with {@link Code#INVALID_HANDLE}.
 */
abstract sealed class Handle implements AutoCloseable permits Portal, Writer, Analyzer, Lookups, Cancel {
    private static final Cleaner NET = Cleaner.create();

    /** What has to outlive the object until the library lets go of it. */
    private static final class Held implements Runnable {
        final Pointer pointer;
        final Consumer<Pointer> free;
        /** The library calls it from threads of its own; without this, it would be collected. */
        Lib.Log log;

        Held(Pointer pointer, Consumer<Pointer> free) {
            this.pointer = pointer;
            this.free = free;
        }

        @Override
        public void run() {
            free.accept(pointer);
        }
    }

    private final Held held;
    private final Cleaner.Cleanable net;

    Handle(Pointer pointer, Consumer<Pointer> free) {
        held = new Held(pointer, free);
        net = NET.register(this, held);
    }

    /** A call that answers, during which this is not taken for forgotten. */
    final <T> T use(Function<Pointer, T> call) {
        try {
            return call.apply(held.pointer);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    final void run(Consumer<Pointer> call) {
        use(pointer -> {
            call.accept(pointer);
            return null;
        });
    }

    /** Takes messages from any thread, several at a time. It may not call Menhu. */
    public interface Logger {
        /** 1: wrong, somebody should look; 2: Menhu goes on without it; 3: something has happened. */
        void log(int level, String message);
    }

    interface SetLog {
        void set(Pointer pointer, Lib.Log log);
    }

    final synchronized void log(Logger logger, SetLog set) {
        Lib.Log log = logger == null ? null : (user, level, message, length) -> logger.log(level, Call.text(message, length));
        run(pointer -> {
            // Returns when no call of the one before is running any more.
            set.set(pointer, log);
            held.log = log;
        });
    }

    /** Closes it; closing it again does nothing. */
    @Override
    public final void close() {
        net.clean();
    }
}
