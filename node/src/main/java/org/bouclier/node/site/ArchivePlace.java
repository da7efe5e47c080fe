package org.bouclier.node.site;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouclier.detect.archive.ArchiveStore;
import org.bouclier.detect.archive.DiskStore;
import org.bouclier.transfer.s3.S3Bucket;
import org.bouclier.transfer.s3.S3Credentials;

/**
 * Where an archive lies: a directory, or {@code s3://bucket/prefix} of the store that the
 * environment names by the variables that every tool for S3 reads: {@code AWS_ENDPOINT_URL_S3} or
 * {@code AWS_ENDPOINT_URL}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, and perhaps
 * {@code AWS_SESSION_TOKEN} and {@code AWS_REGION}. Without an endpoint none is called: there is no
 * default one.
 */
public final class ArchivePlace {

  private static final Pattern S3 = Pattern.compile("s3://([^/]+)(?:/(.*?))?/*");
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ArchiveStore store;

  private ArchivePlace(ArchiveStore store) {
    this.store = store;
  }

  /**
   * The place of that name; calls nobody.
   *
   * @param name a directory, or {@code s3://bucket/prefix}
   * @param environment variables
   * @param work where files of an archive that is no directory are made before they are put
   * @throws UnusablePlaceException if the name is none, or the environment does not say which store
   */
  public static ArchivePlace of(
      String name, Map<String, String> environment, Path work, Clock clock)
      throws UnusablePlaceException {
    if (!name.startsWith("s3:")) {
      try {
        return new ArchivePlace(new DiskStore(Path.of(name)));
      } catch (InvalidPathException none) {
        throw new UnusablePlaceException(
            "ce n’est pas un nom de répertoire", "no directory's name");
      }
    }
    Matcher parts = S3.matcher(name);
    if (!parts.matches()) {
      throw new UnusablePlaceException(
          "s’écrit s3://compartiment/préfixe", "is written s3://bucket/prefix");
    }
    String prefix = parts.group(2) == null || parts.group(2).isEmpty() ? "" : parts.group(2) + "/";
    try {
      return new ArchivePlace(
          new S3Store(bucket(parts.group(1), environment, clock), prefix, work));
    } catch (IllegalArgumentException unusable) {
      throw new UnusablePlaceException(
          "compartiment ou AWS_ENDPOINT_URL inutilisable (" + unusable.getMessage() + ")",
          "bucket or AWS_ENDPOINT_URL that cannot be used (" + unusable.getMessage() + ")");
    }
  }

  private static S3Bucket bucket(String name, Map<String, String> environment, Clock clock)
      throws UnusablePlaceException {
    String endpoint =
        environment.getOrDefault(
            "AWS_ENDPOINT_URL_S3", environment.getOrDefault("AWS_ENDPOINT_URL", ""));
    String key = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
    String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    if (endpoint.isBlank() || key.isBlank() || secret.isBlank()) {
      throw new UnusablePlaceException(
          "il faut AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY dans"
              + " l’environnement",
          "AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed in the"
              + " environment");
    }
    return new S3Bucket(
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build(),
        URI.create(endpoint.strip()),
        environment.getOrDefault("AWS_REGION", "us-east-1"),
        name,
        new S3Credentials(key, secret, environment.get("AWS_SESSION_TOKEN")),
        PATIENCE,
        clock);
  }

  /** What an archive is made over. */
  public ArchiveStore store() {
    return store;
  }

  /**
   * Whether there is something: a directory, even an empty one, or an object.
   *
   * @throws IOException if the store does not answer
   */
  public boolean exists() throws IOException {
    return store instanceof DiskStore disk
        ? Files.isDirectory(disk.folder())
        : !store.list().isEmpty();
  }
}
