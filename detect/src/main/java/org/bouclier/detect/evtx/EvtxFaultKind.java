package org.bouclier.detect.evtx;

/**
 * What can be wrong in a Windows event log file. None of them ends the reading: each is counted,
 * and told once for the record or chunk where it stands.
 */
public enum EvtxFaultKind {
  /** The file header is missing, or its checksum is wrong. Chunks are searched for all the same. */
  FILE_HEADER("evtx-file-header", "l’en-tête du fichier est absent ou abîmé"),
  /** The file was not closed by Windows: its header may be older than its chunks. */
  FILE_NOT_CLOSED("evtx-file-not-closed", "Windows n’avait pas fermé ce fichier"),
  /** The file ends inside a chunk, or before the last chunk that its header counts. */
  FILE_TRUNCATED("evtx-file-truncated", "le fichier est coupé"),
  /** No chunk starts where one should; whole records found there are read all the same. */
  CHUNK_SIGNATURE("evtx-chunk-signature", "un morceau ne commence pas par sa signature"),
  /** The checksum of a chunk's header is wrong. */
  CHUNK_HEADER_CHECKSUM(
      "evtx-chunk-header-checksum", "la somme de contrôle d’un en-tête de morceau est fausse"),
  /** The checksum of a chunk's records is wrong. */
  CHUNK_DATA_CHECKSUM(
      "evtx-chunk-data-checksum",
      "la somme de contrôle des enregistrements d’un morceau est fausse"),
  /** Another chunk starts before the end of this one: bytes are missing. */
  CHUNK_CUT("evtx-chunk-cut", "un morceau est coupé par le suivant"),
  /** Records follow what the chunk's header calls its end; they are read. */
  CHUNK_NOT_CLOSED(
      "evtx-chunk-not-closed", "des enregistrements suivent la fin annoncée d’un morceau"),
  /** A record's size is impossible, or differs from its copy; what precedes the next is read. */
  RECORD_SIZE("evtx-record-size", "la taille d’un enregistrement est fausse"),
  /** A record goes beyond the end of its chunk or file; what is there is read. */
  RECORD_TRUNCATED("evtx-record-truncated", "un enregistrement est coupé"),
  /** Bytes between two records are not a record. */
  RECORD_LOST("evtx-record-lost", "des octets entre deux enregistrements sont illisibles"),
  /** Nothing could be read of a record: it gives no event. */
  RECORD_EMPTY("evtx-record-empty", "un enregistrement ne contient aucun événement lisible"),
  /** A template is not where it should be, or its values cannot be found. */
  TEMPLATE("evtx-template", "un modèle d’événement est introuvable ou abîmé"),
  /** A template asks for a value that the record does not have. */
  SUBSTITUTION("evtx-substitution", "un modèle demande une valeur absente de l’enregistrement"),
  /** A name of an element or attribute is unreadable; {@code ?} stands for it. */
  NAME("evtx-name", "un nom d’élément ou d’attribut est illisible"),
  /** A token is unknown, or where it may not be: the rest of its fragment is not read. */
  TOKEN("evtx-token", "le XML binaire est abîmé"),
  /** An element is closed that was not open, or open at the end. */
  STRUCTURE("evtx-structure", "des éléments du XML binaire ne se ferment pas"),
  /** A value has not the size of its type; its bytes are given in hexadecimal. */
  VALUE_SIZE("evtx-value-size", "la taille d’une valeur ne convient pas à son type"),
  /** A value has a type that is unknown; its bytes are given in hexadecimal. */
  VALUE_TYPE("evtx-value-type", "le type d’une valeur est inconnu"),
  /** Elements, templates or fragments nested beyond the bounds; the deeper ones are not read. */
  TOO_DEEP("evtx-too-deep", "des éléments sont imbriqués trop profondément"),
  /** More elements or text than the bounds; the rest of the record is not read. */
  TOO_LARGE("evtx-too-large", "un enregistrement se déploie au-delà des limites");

  private final String code;
  private final String message;

  EvtxFaultKind(String code, String message) {
    this.code = code;
    this.message = message;
  }

  /** Stable name, for machines. */
  public String code() {
    return code;
  }

  /** What is wrong, in French, for people. */
  public String message() {
    return message;
  }
}
