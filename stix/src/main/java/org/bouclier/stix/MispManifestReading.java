package org.bouclier.stix;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/** Reads {@code manifest.json}: an object with the UUID of each event as a name. */
final class MispManifestReading {

  private static final int MAX_EVENTS = 500_000;

  private MispManifestReading() {}

  static List<MispManifestEntry> read(InputStream input) {
    var entries = new ArrayList<MispManifestEntry>();
    try (var parser = StixJson.MAPPER.createParser(input)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("", Code.SYNTAX, "un manifeste est un objet JSON", 1);
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var name = parser.currentName();
        long line = parser.currentTokenLocation().getLineNr();
        parser.nextToken();
        var tree = StixJson.read(parser, StixLimits.STANDARD);
        var uuid = MispEventReading.uuid(name);
        var timestamp = MispEventReading.seconds(tree.path("timestamp"));
        if (uuid == null || timestamp.isEmpty()) {
          throw malformed(name, Code.ID, "événement sans UUID ou sans date", line);
        }
        if (entries.size() == MAX_EVENTS) {
          throw malformed(name, Code.LIMIT, "plus de " + MAX_EVENTS + " événements", line);
        }
        entries.add(
            new MispManifestEntry(
                uuid,
                tree.path("info").asString(""),
                timestamp.get(),
                MispEventReading.organisation(tree.path("Orgc")),
                MispEventReading.tags(tree.path("Tag"))));
      }
      return entries;
    } catch (StixJson.TooMuch tooMuch) {
      throw malformed("", Code.LIMIT, String.valueOf(tooMuch.getMessage()), 0);
    } catch (JacksonException broken) {
      throw JsonFault.exception(broken);
    }
  }

  private static MalformedStixException malformed(String id, Code code, String message, long line) {
    return new MalformedStixException(StixProblem.of(id, "", code, message).at(-1, line));
  }
}
