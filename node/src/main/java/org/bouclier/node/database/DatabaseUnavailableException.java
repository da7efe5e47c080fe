package org.bouclier.node.database;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The node has no database to work with. Its message is for the person who started the node:
 * French, then English, each with the remedy.
 */
public final class DatabaseUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * @param code stable, as in {@code database.no-account}
   * @param french what happened and what to do
   * @param english the same
   * @param cause what was caught; null when nothing was
   */
  DatabaseUnavailableException(
      String code, String french, String english, @Nullable Throwable cause) {
    super(french + System.lineSeparator() + english, cause);
    this.code = code;
  }

  /** A stable code, for programs. */
  public String code() {
    return code;
  }

  static DatabaseUnavailableException noPrograms(String machine) {
    return new DatabaseUnavailableException(
        "database.no-programs",
        String.format(
            Locale.ROOT,
            "Bouclier n’apporte pas de PostgreSQL pour cette machine (%s) : installez PostgreSQL %s et donnez son adresse par --database-url.",
            machine,
            PostgresPrograms.MAJOR),
        String.format(
            Locale.ROOT,
            "Bouclier brings no PostgreSQL for this machine (%s): install PostgreSQL %s and give its address with --database-url.",
            machine,
            PostgresPrograms.MAJOR),
        null);
  }

  static DatabaseUnavailableException noAccount(Path directory) {
    return new DatabaseUnavailableException(
        "database.no-account",
        String.format(
            Locale.ROOT,
            "PostgreSQL refuse de travailler en tant que root, et aucun compte ordinaire ne peut le lancer : ni « unshare -U », ni « setpriv », ni « runuser » n’y parviennent. Mettez les données dans un répertoire où les autres comptes peuvent passer (%s ne l’est peut-être pas), lancez Bouclier avec un compte ordinaire, ou donnez un PostgreSQL par --database-url.",
            directory),
        String.format(
            Locale.ROOT,
            "PostgreSQL refuses to work as root, and no ordinary account can run it: \"unshare -U\", \"setpriv\" and \"runuser\" all fail. Put the data in a directory that other accounts may enter (%s may not be), start Bouclier as an ordinary user, or give a PostgreSQL with --database-url.",
            directory),
        null);
  }

  static DatabaseUnavailableException inUse(Path directory) {
    return new DatabaseUnavailableException(
        "database.in-use",
        String.format(
            Locale.ROOT,
            "Un nœud travaille déjà dans %s : arrêtez-le d’abord (bouclier stop).",
            directory),
        String.format(
            Locale.ROOT, "A node already works in %s: stop it first (bouclier stop).", directory),
        null);
  }

  static DatabaseUnavailableException otherVersion(Path directory, String found) {
    return new DatabaseUnavailableException(
        "database.other-version",
        String.format(
            Locale.ROOT,
            "Les données de %s sont d’un PostgreSQL %s, et ce Bouclier apporte PostgreSQL %s : restaurez une sauvegarde avec ce Bouclier, ou reprenez la version qui les a faites.",
            directory,
            found,
            PostgresPrograms.MAJOR),
        String.format(
            Locale.ROOT,
            "The data in %s are those of a PostgreSQL %s, and this Bouclier brings PostgreSQL %s: restore a backup with this Bouclier, or take again the version that made them.",
            directory,
            found,
            PostgresPrograms.MAJOR),
        null);
  }

  /** The tables are not those that this program knows. */
  static DatabaseUnavailableException otherTables(String desk, Exception cause) {
    return new DatabaseUnavailableException(
        "database.other-tables",
        String.format(
            Locale.ROOT,
            "Les tables « %s » de ces données ont été faites par une autre version de Bouclier, plus récente ou modifiée : relancez celle-là, ou restaurez une sauvegarde. Rien n’a été touché.",
            desk),
        String.format(
            Locale.ROOT,
            "The tables \"%s\" of these data were made by another version of Bouclier, newer or changed: start that one again, or restore a backup. Nothing was touched.",
            desk),
        cause);
  }

  static DatabaseUnavailableException badAddress() {
    return new DatabaseUnavailableException(
        "database.bad-address",
        "--database-url s’écrit postgresql://role:motdepasse@machine:5432/base.",
        "--database-url is written postgresql://role:password@host:5432/base.",
        null);
  }

  static DatabaseUnavailableException tooOld(int found, int oldest) {
    return new DatabaseUnavailableException(
        "database.too-old",
        String.format(
            Locale.ROOT, "Ce PostgreSQL est en version %d : il faut la %d ou plus.", found, oldest),
        String.format(
            Locale.ROOT, "This PostgreSQL is version %d: %d or newer is needed.", found, oldest),
        null);
  }

  static DatabaseUnavailableException noAnswer(String jdbcUrl, Exception cause) {
    return new DatabaseUnavailableException(
        "database.no-answer",
        String.format(
            Locale.ROOT, "PostgreSQL ne répond pas à %s : %s", jdbcUrl, cause.getMessage()),
        String.format(
            Locale.ROOT, "PostgreSQL does not answer at %s: %s", jdbcUrl, cause.getMessage()),
        cause);
  }

  /** It worked, ended by itself, and cannot be brought back. */
  static DatabaseUnavailableException lost(Path directory, Exception cause) {
    String why = String.valueOf(cause.getMessage()).strip();
    return new DatabaseUnavailableException(
        "database.lost",
        String.format(
            Locale.ROOT,
            "PostgreSQL s’est arrêté de lui-même et ne peut pas être relancé dans %s (journal : %s). Le nœud s’arrête ; rien de ce qui était enregistré n’est perdu. Relancez-le une fois la cause écartée :%n%s",
            directory,
            directory.resolve("log"),
            why),
        String.format(
            Locale.ROOT,
            "PostgreSQL ended by itself and cannot be started again in %s (log: %s). The node stops; nothing that was stored is lost. Start it again once the cause above is removed.",
            directory,
            directory.resolve("log")),
        cause);
  }

  /** What a file operation or a program refused, told apart where the remedy differs. */
  static DatabaseUnavailableException refused(Path directory, Exception cause) {
    String why = String.valueOf(cause.getMessage());
    if (isDiskFull(why)) {
      return new DatabaseUnavailableException(
          "database.disk-full",
          String.format(
              Locale.ROOT,
              "Le disque de %s est plein : libérez de la place, puis relancez ; rien de ce qui était enregistré n’est perdu.",
              directory),
          String.format(
              Locale.ROOT,
              "The disk of %s is full: free some space, then start again; nothing that was stored is lost.",
              directory),
          cause);
    }
    return new DatabaseUnavailableException(
        "database.not-started",
        String.format(
            Locale.ROOT,
            "PostgreSQL n’a pas démarré dans %s (journal : %s). Pour en employer un autre : --database-url. Il dit :",
            directory,
            directory.resolve("log")),
        String.format(
            Locale.ROOT,
            "PostgreSQL did not start in %s (log: %s). To use another one: --database-url. It says:%n%s",
            directory,
            directory.resolve("log"),
            why.strip()),
        cause);
  }

  private static boolean isDiskFull(String message) {
    String said = message.toLowerCase(Locale.ROOT);
    return said.contains("no space left") || said.contains("disk quota exceeded");
  }
}
