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
import java.util.List;
import menhu.Answer;
import menhu.Code;
import menhu.Hit;
import menhu.Lookups;
import menhu.MenhuException;
import menhu.Portal;
import menhu.Writer;

/**
 * A portal from Java: FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS puts the lines in, searches, suggests, says what is related to the
 * best hit, and looks up a housing fund at the simulated providers.
 */
public final class Search {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    private static final Duration WAIT = Duration.ofSeconds(20);

    private Search() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 5) {
            ERR.println("Search FOLDER LINES.jsonl QUERY VARIABLES.toml PROVIDERS");
            System.exit(2);
        }
        try {
            run(Path.of(args[0]), Path.of(args[1]), args[2], args[3], args[4]);
        } catch (MenhuException failure) {
            ERR.println(failure.code() + ": " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void run(Path folder, Path lines, String query, String variables, String providers) throws IOException {
        try (Portal portal = Portal.openOrCreate(folder)) {
            index(portal, lines);
            Answer answer = portal.search(query, 10, 0);
            OUT.printf("found\t%d\n", answer.total());
            for (Hit hit : answer.hits()) {
                OUT.printf("hit\t%s\t%s\n", hit.id(), hit.titleHtml());
            }
            for (JsonElement element : object(portal.suggest(query, 5)).getAsJsonArray("suggestions")) {
                JsonObject suggestion = element.getAsJsonObject();
                OUT.printf("suggestion\t%s\t%s\n", text(suggestion, "kind"), text(suggestion, "text"));
            }
            if (!answer.hits().isEmpty()) {
                related(portal, answer.hits().get(0).id());
            }
        }
        lookUp(folder + ".audit.jsonl", variables, providers);
    }

    /** Puts every line in; one that cannot be taken in is told, and left out. */
    private static void index(Portal portal, Path path) throws IOException {
        try (Writer writer = portal.writer("")) {
            List<String> lines = Files.readAllLines(path);
            for (int at = 0; at < lines.size(); at++) {
                try {
                    writer.put(lines.get(at));
                } catch (MenhuException failure) {
                    if (failure.code() != Code.ITEM) {
                        throw failure;
                    }
                    ERR.printf("bad line %d: %s\n", at + 1, failure.getMessage());
                }
            }
            writer.commit();
        }
        portal.reload();
    }

    private static void related(Portal portal, String id) {
        for (JsonElement group : object(portal.related(id, Duration.ofSeconds(2))).getAsJsonArray("groups")) {
            for (JsonElement item : group.getAsJsonObject().getAsJsonArray("items")) {
                OUT.printf("related\t%s\t%s\n", text(group.getAsJsonObject(), "type"), text(item.getAsJsonObject(), "id"));
            }
        }
    }

    private static void lookUp(String audit, String variables, String providers) {
        JsonObject config = new JsonObject();
        config.addProperty("audit", audit);
        config.addProperty("variables_file", variables);
        config.addProperty("providers_folder", providers);
        try (Lookups lookups = new Lookups(config.toString())) {
            // The person that the simulated providers know, and one that nobody can be.
            for (String number : List.of("11010519000101001X", "110105190001010011")) {
                JsonObject question = new JsonObject();
                question.addProperty("name", "张演示");
                question.addProperty("id_number", number);
                question.addProperty("purpose", "self_service");
                question.addProperty("consent_id", "c-20261126-01");
                try {
                    String requester = "{\"id\":\"session-1\",\"address\":\"127.0.0.1\"}";
                    JsonObject answer = object(lookups.ask("housing-fund", question.toString(), requester, WAIT, null));
                    OUT.printf("lookup\t%s\t%s\n", text(answer, "outcome"), text(answer, "source"));
                } catch (MenhuException failure) {
                    // What a citizen is told.
                    OUT.printf("lookup\tMENHU_%s\t%s\n", failure.code(), text(object(failure.json()), "title"));
                }
            }
        }
    }

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static String text(JsonObject object, String member) {
        return object.get(member).getAsString();
    }
}
