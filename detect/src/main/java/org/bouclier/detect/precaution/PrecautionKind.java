package org.bouclier.detect.precaution;

/** How the entries of a precaution list are compared: the types of misp-warninglists. */
public enum PrecautionKind {
  /** The value itself; a name also holds back its parents, which a block would cut with it. */
  STRING,
  /** A name and all below it. */
  HOSTNAME,
  /** Whatever contains the text. */
  SUBSTRING,
  /** Addresses of a block. */
  CIDR
}
