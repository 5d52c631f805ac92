package programs;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import menhu.Analyzer;
import menhu.Answer;
import menhu.Hit;
import menhu.Lookups;
import menhu.MenhuException;
import menhu.Portal;
import menhu.Texts;
import menhu.Writer;

/**
 * Runs bindings/c/tests/scenario.json: FILE FOLDER VARIABLES PROVIDERS. It prints a line for each step, the same in every language;
 * bindings/c/README.md says what stands there.
 */
public final class Scenario {
    private Portal portal;
    private Writer writer;
    private Lookups lookups;

    private Scenario() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("Scenario SCENARIO.json FOLDER VARIABLES.toml PROVIDERS");
            System.exit(2);
        }
        String text = Files.readString(Path.of(args[0]));
        text = text.replace("{dir}", args[1]).replace("{variables}", args[2]).replace("{providers}", args[3]);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Scenario scenario = new Scenario();
        for (JsonElement element : JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("steps")) {
            Step step = new Step(element.getAsJsonObject());
            String status = "OK";
            String answer;
            try {
                answer = scenario.run(step);
            } catch (MenhuException failure) {
                status = failure.code().name();
                answer = failure.json();
            }
            out.print(step.text("name") + "\tMENHU_" + status + "\t" + answer + "\n");
        }
        out.flush();
    }

    /** A step: what to do, and the texts and numbers for it. */
    private record Step(JsonObject json) {
        String text(String member) {
            return json.get(member).getAsString();
        }

        int number(String member) {
            return json.get(member).getAsInt();
        }
    }

    private String run(Step step) {
        return switch (step.text("do")) {
            case "open" -> done(() -> portal = Portal.open(Path.of(step.text("path"))));
            case "open_or_create" -> done(() -> portal = Portal.openOrCreate(Path.of(step.text("path"))));
            case "writer_open" -> done(() -> writer = portal.writer(step.text("options")));
            case "put" -> done(() -> writer.put(step.text("line")));
            case "remove" -> done(() -> writer.remove(step.text("id")));
            case "commit" -> "generation " + writer.commit().generation();
            case "rollback" -> done(writer::rollback);
            case "writer_free" -> done(writer::close);
            case "reload" -> "changed " + (portal.reload() ? 1 : 0);
            case "search" -> hits(portal.search(step.text("q"), step.number("limit"), step.number("offset")));
            case "search_json" -> portal.searchJson(step.text("request"), Duration.ZERO);
            case "suggest" -> portal.suggest(step.text("q"), step.number("limit"));
            case "related" -> portal.related(step.text("id"), Duration.ZERO);
            case "browse" -> portal.browse(step.text("list"), Duration.ZERO);
            case "export_page_index" ->
                portal.exportPageIndex(Path.of(step.text("path")), step.text("options"), Duration.ZERO);
            case "item" -> portal.item(step.text("id"));
            case "segment" -> segment(step);
            case "personal" -> personal(step);
            case "fold" -> Texts.fold(step.text("text"));
            case "escape_html" -> Texts.escapeHtml(step.text("text"));
            case "highlight" -> Texts.highlight(step.text("text"), step.text("words"));
            case "passage" -> Texts.passage(step.text("text"), step.text("words"));
            case "validate" -> Texts.validate(step.text("kind"), step.text("text"));
            case "mask" -> Texts.mask(step.text("kind"), step.text("text"));
            case "lookups_open" -> done(() -> lookups = new Lookups(step.text("config")));
            case "ask" -> lookups.ask(step.text("operation"), step.text("request"), step.text("requester"),
                Duration.ofMillis(step.number("deadline_ms")), null);
            case "purge" -> done(() -> lookups.purge(step.text("subject"), step.text("number")));
            case "lookups_free" -> done(lookups::close);
            case "check" -> Portal.check(Path.of(step.text("path")));
            case "reindex" -> "items " + Portal.reindex(Path.of(step.text("path")), "");
            case "free" -> done(portal::close);
            default -> throw new IllegalArgumentException("this program does not know the step `" + step.text("do") + "`");
        };
    }

    private static String done(Runnable step) {
        step.run();
        return "";
    }

    private static String segment(Step step) {
        try (Analyzer analyzer = new Analyzer(step.text("words"))) {
            return analyzer.segment(step.text("text")).stream()
                .map(piece -> piece.start() + "-" + piece.end() + ":" + piece.kind())
                .collect(Collectors.joining(" "));
        }
    }

    private static String personal(Step step) {
        try (Analyzer analyzer = new Analyzer("")) {
            return "kind " + analyzer.personal(step.text("text"));
        }
    }

    private static String hits(Answer answer) {
        StringBuilder line = new StringBuilder("total " + answer.total() + " relaxed " + (answer.relaxed() ? 1 : 0));
        for (Hit hit : answer.hits()) {
            line.append(" |");
            for (String part : new String[] {hit.id(), hit.kind(), hit.date(), hit.unit(), hit.url(), hit.docNumber(), hit.titleHtml(),
                hit.passageHtml()}) {
                line.append(' ').append(part == null ? "-" : part);
            }
        }
        return line.toString();
    }
}
