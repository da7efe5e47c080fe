package org.bouclier.transfer.s3;

/**
 * An object of a list.
 *
 * @param key its name in the bucket
 * @param sizeBytes its length
 */
public record S3Object(String key, long sizeBytes) {}
