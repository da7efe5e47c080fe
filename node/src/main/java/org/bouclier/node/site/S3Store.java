package org.bouclier.node.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.archive.ArchiveStore;
import org.bouclier.transfer.s3.S3Bucket;
import org.bouclier.transfer.s3.S3Object;

/**
 * An archive in a bucket: an object for each file, read by ranges. What is being written lies on
 * this machine until it is whole. Unlike a directory, a bucket is not locked for others: whoever
 * writes to it from two machines has two archives in one.
 */
final class S3Store implements ArchiveStore {

  private final S3Bucket bucket;
  private final String prefix; // empty, or ends with a slash
  private final Path work;

  S3Store(S3Bucket bucket, String prefix, Path work) {
    this.bucket = bucket;
    this.prefix = prefix;
    this.work = work;
  }

  @Override
  public Path workFolder() {
    return work;
  }

  @Override
  public void put(String key, Path finished) throws IOException {
    bucket.put(prefix + key, finished);
    Files.delete(finished);
  }

  @Override
  public Reader open(String key) throws IOException {
    return new ObjectReader(prefix + key, bucket.size(prefix + key));
  }

  @Override
  public List<Stored> list() throws IOException {
    var stored = new ArrayList<Stored>();
    for (S3Object object : bucket.list(prefix)) {
      stored.add(new Stored(object.key().substring(prefix.length()), object.sizeBytes()));
    }
    return stored;
  }

  @Override
  public void delete(String key) throws IOException {
    bucket.delete(prefix + key);
  }

  private final class ObjectReader implements Reader {

    private final String key;
    private final long size;

    ObjectReader(String key, long size) {
      this.key = key;
      this.size = size;
    }

    @Override
    public long sizeBytes() {
      return size;
    }

    @Override
    public void read(long at, byte[] into, int from, int length) throws IOException {
      bucket.read(key, at, into, from, length);
    }

    @Override
    public void close() {} // nothing is held between two reads
  }
}
