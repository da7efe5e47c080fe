package org.bouclier.detect.evtx;

/**
 * One thing that is wrong in a Windows event log file.
 *
 * @param kind what
 * @param offset where, in bytes from the start of the input: of the record or chunk concerned
 * @param record the record's number, as the file gives it, or {@link #NO_RECORD}
 */
public record EvtxFault(EvtxFaultKind kind, long offset, long record) {

  /** Stands for the number of a record where a fault concerns none. */
  public static final long NO_RECORD = -1;

  /** What is wrong and where, in French. */
  public String message() {
    return kind.message()
        + (record == NO_RECORD ? "" : ", enregistrement " + Long.toUnsignedString(record))
        + ", octet "
        + offset;
  }
}
