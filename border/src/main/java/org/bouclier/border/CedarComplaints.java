package org.bouclier.border;

import com.cedarpolicy.model.DetailedError;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Cedar finds wrong with a policy, in French. */
final class CedarComplaints {

  private record Known(Pattern english, String french) {

    static Known of(String english, String french) {
      return new Known(Pattern.compile(english), french);
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          Known.of("attribute `([^`]+)`.* not found", "l’attribut « $1 » n’existe pas"),
          Known.of("entity `([^`]+)` is of an enumerated.*", "la valeur « $1 » n’existe pas"),
          Known.of("unrecognized action `([^`]+)`.*", "l’action « $1 » n’existe pas"),
          Known.of("unrecognized entity type `([^`]+)`.*", "le type « $1 » n’existe pas"),
          Known.of("unexpected token `([^`]+)`.*", "« $1 » est inattendu ici"),
          Known.of("unexpected end of input.*", "la règle n’est pas finie"),
          Known.of("'([^']+)' is not a valid operator.*", "« $1 » n’est pas un opérateur"),
          Known.of(
              "the types (\\S+) and (\\S+) are not compatible.*",
              "une valeur de « $1 » ne se compare pas à une de « $2 »"),
          Known.of("duplicate annotation: (\\S+)", "l’annotation $1 est écrite deux fois"));

  private static final Pattern PREFIX =
      Pattern.compile("^(for policy `[^`]*`[:,] |failed to parse policy .* from string: )");
  private static final Pattern MEANT = Pattern.compile("did you mean `([^`]+)`\\?");

  private CedarComplaints() {}

  /** One complaint, without a full stop; one that is not known is quoted. */
  static String french(DetailedError complaint) {
    var english = PREFIX.matcher(complaint.message).replaceFirst("");
    var said =
        KNOWN.stream()
            .map(known ->
                known
                    .english()
                    .matcher(english)
                    .results()
                    .findFirst()
                    .map(found -> filled(known.french(), found)))
            .flatMap(Optional::stream)
            .findFirst()
            .orElse("Cedar dit : « " + english + " »");
    var meant = complaint.help.map(MEANT::matcher).filter(help -> help.find());
    return meant.map(help -> said + " ; vouliez-vous « " + help.group(1) + " » ?").orElse(said);
  }

  private static String filled(String french, java.util.regex.MatchResult found) {
    var filled = french;
    for (int i = 1; i <= found.groupCount(); i++) {
      filled = filled.replace("$" + i, found.group(i));
    }
    return filled;
  }
}
