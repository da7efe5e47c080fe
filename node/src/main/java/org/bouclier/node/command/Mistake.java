package org.bouclier.node.command;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in French what was mistyped; the library says it in English. */
final class Mistake {

  private Mistake() {}

  static String inFrench(ParameterException mistake) {
    return switch (mistake) {
      case UnmatchedArgumentException unknown ->
          "argument inconnu : " + String.join(" ", unknown.getUnmatched());
      case MissingParameterException missing ->
          "il manque : "
              + String.join(
                  ", ",
                  missing.getMissing().stream().map(argument -> argument.paramLabel()).toList());
      case OverwrittenOptionException twice -> "option donnée deux fois : " + named(twice);
      default ->
          mistake.getValue() == null
              ? String.valueOf(mistake.getMessage())
              : "valeur illisible pour " + named(mistake) + " : " + mistake.getValue();
    };
  }

  private static String named(ParameterException mistake) {
    return mistake.getArgSpec() == null
        ? String.valueOf(mistake.getValue())
        : mistake.getArgSpec().toString();
  }
}
