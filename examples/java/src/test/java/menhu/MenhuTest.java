package menhu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class MenhuTest {
    private static final String QUESTION =
        "{\"name\":\"张演示\",\"id_number\":\"11010519000101001X\",\"purpose\":\"self_service\",\"consent_id\":\"c-20261126-01\"}";
    private static final String REQUESTER = "{\"id\":\"session-1\",\"address\":\"127.0.0.1\"}";

    @TempDir
    private Path folder;
    private Portal portal;

    @BeforeEach
    void makeAPortal() {
        portal = Portal.openOrCreate(folder.resolve("portal"));
        try (Writer writer = portal.writer("{\"threads\":1,\"memory_mb\":32}")) {
            for (int at = 0; at < 20; at++) {
                writer.put("{\"id\":\"doc-" + at + "\",\"title\":\"住房公积金通知\",\"body\":\"提取公积金。\"}");
            }
            assertTrue(writer.finish().opstamp() >= 20);
        }
        assertTrue(portal.reload());
    }

    @AfterEach
    void closeIt() {
        portal.close();
    }

    private static MenhuException fails(Code code, String part, Executable call) {
        MenhuException failure = assertThrows(MenhuException.class, call);
        assertEquals(code, failure.code(), failure.getMessage());
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        assertTrue(failure.json().contains("\"code\":" + code.number()), failure.json());
        return failure;
    }

    @Test
    void codesAreThoseOfTheLibrary() {
        for (Code code : Code.values()) {
            if (code != Code.UNKNOWN) {
                assertEquals("MENHU_" + code, Lib.menhu_status_name(code.number()));
            }
        }
        assertEquals(Code.UNKNOWN, Code.of(9999));
    }

    @Test
    void errorsSayWhatAndWhere() {
        fails(Code.NOT_A_PORTAL, "nowhere", () -> Portal.open(folder.resolve("nowhere")));
        fails(Code.REQUEST, "limit", () -> portal.search("公积金", 1000, 0));
        fails(Code.INVALID_ARGUMENT, "id", () -> portal.item("no\0id"));
        fails(Code.NOT_FOUND, "no-such-item", () -> portal.related("no-such-item", Duration.ofSeconds(5)));
        fails(Code.DICTIONARY, "line 1", () -> new Analyzer("青禾镇 often"));
        try (Writer writer = portal.writer("")) {
            fails(Code.LOCKED, "process", () -> portal.writer(""));
            fails(Code.ITEM, "JSON", () -> writer.put("住房公积金"));
        }
        assertThrows(IllegalArgumentException.class, () -> portal.browse("units", Duration.ofSeconds(-1)));
    }

    @Test
    void whatIsClosedSaysSo() {
        portal.close();
        portal.close();
        fails(Code.INVALID_HANDLE, "freed", () -> portal.search("公积金", 10, 0));
    }

    @Test
    void whatAnItemDoesNotHaveIsNull() {
        Hit hit = portal.search("公积金", 1, 0).hits().get(0);
        assertNull(hit.url());
        assertNull(hit.date());
        assertNotNull(hit.passageHtml());
        assertTrue(hit.score() > 0);
    }

    @Test
    void threadsShareAPortal() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> runs = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            runs.add(threads.submit(() -> {
                for (int at = 0; at < 50; at++) {
                    assertEquals(20, portal.search("公积金", 10, 0).total());
                    assertTrue(portal.suggest("zfgjj", 5).contains("住房公积金"));
                }
            }));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();
    }

    @Test
    void messagesReachTheLog() throws Exception {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        portal.log((level, message) -> messages.add(level + " " + message));
        // The library is the only one that knows the callback, but for what holds it here.
        System.gc();
        Path synonyms = folder.resolve("portal/config/synonyms.toml");
        Files.writeString(synonyms, "no = [toml");
        assertThrows(MenhuException.class, () -> portal.reload());
        String message = messages.poll(5, TimeUnit.SECONDS);
        assertTrue(message != null && message.startsWith("2 ") && message.contains("synonyms.toml"), message);
        portal.log(null);
        Files.delete(synonyms);
        portal.reload();
        assertTrue(messages.isEmpty());
    }

    @Test
    void whatIsForgottenIsClosedSomeDay() throws Exception {
        portal.writer("");
        for (int at = 0; at < 500; at++) {
            System.gc();
            try (Writer writer = portal.writer("")) {
                writer.rollback();
                return;
            } catch (MenhuException failure) {
                assertEquals(Code.LOCKED, failure.code());
                Thread.sleep(10);
            }
        }
        throw new AssertionError("the writer is still open");
    }

    /** Lookups whose providers take a question and never answer. */
    private Lookups silent(ServerSocket provider) {
        String config = "{\"audit\":\"%s\",\"variables_file\":\"%s\",\"providers_folder\":\"%s\",\"variables\":{\"simulator\":\"http://127.0.0.1:%d\"}}";
        return new Lookups(config.formatted(folder.resolve("audit.jsonl"), System.getProperty("menhu.variables"),
            System.getProperty("menhu.providers"), provider.getLocalPort()));
    }

    @Test
    void lookupsAreCalledOffAndKeepTheirDeadline() throws IOException {
        try (ServerSocket provider = new ServerSocket(0, 8, InetAddress.getLoopbackAddress()); Lookups lookups = silent(provider);
             Cancel cancel = new Cancel()) {
            fails(Code.DEADLINE, "100 ms",
                () -> lookups.ask("housing-fund", QUESTION, REQUESTER, Duration.ofMillis(100), cancel));
            new Thread(() -> {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException early) {
                    Thread.currentThread().interrupt();
                }
                cancel.cancel();
            }).start();
            fails(Code.CANCELLED, "called off", () -> lookups.ask("housing-fund", QUESTION, REQUESTER, Duration.ZERO, cancel));
        }
    }

    @Test
    void citizensAreToldInChineseAndNothingIsQuoted() throws IOException {
        try (ServerSocket provider = new ServerSocket(0, 8, InetAddress.getLoopbackAddress()); Lookups lookups = silent(provider)) {
            String wrong = QUESTION.replace("001X", "0011");
            MenhuException failure = fails(Code.LOOKUP_INVALID_INPUT, "id_number",
                () -> lookups.ask("housing-fund", wrong, REQUESTER, Duration.ZERO, null));
            assertTrue(failure.json().contains("\"advice\":") && failure.json().contains("\"faults\":"), failure.json());
            assertFalse(failure.json().contains("110105"), failure.json());
        }
    }

    @Test
    void memoryStaysFlat() throws IOException {
        search(2_000);
        long before = resident();
        search(10_000);
        long after = resident();
        assertTrue(after < before + (24 << 20), "memory grew from " + (before >> 20) + " to " + (after >> 20) + " MiB");
    }

    private void search(int times) {
        for (int at = 0; at < times; at++) {
            assertEquals(20, portal.search("公积金", 10, 0).total());
            assertThrows(MenhuException.class, () -> portal.item("no-such-item"));
        }
    }

    /** The memory of the process without Java's own heap, which grows as it likes. */
    private static long resident() throws IOException {
        System.gc();
        long pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
        return pages * 4096 - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }
}
