package org.bouclier.detect.bytes;

import static jdk.incubator.vector.VectorOperators.ULT;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/** As many bytes at once as the processor takes: 16, 32 or 64. */
final class VectorClassifier implements ByteClassifier {

  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_PREFERRED;
  private static final int STEP = SPECIES.length();

  @Override
  public void classify(byte[] buffer, int from, int groups, long[] bits, int first) {
    long lastQuote = 0;
    int base = from;
    for (int at = first; at < first + groups * MAPS; at += MAPS) {
      long token = 0;
      long dot = 0;
      long colon = 0;
      long mail = 0;
      long lineFeed = 0;
      long quote = 0;
      for (int shift = 0; shift < 64; shift += STEP) {
        ByteVector bytes = ByteVector.fromArray(SPECIES, buffer, base + shift);
        // "-./0123456789" stand side by side; '/' alone among them is no token byte
        token |=
            (bytes.or((byte) 0x20).sub((byte) 'a').compare(ULT, (byte) 26).toLong()
                    | (bytes.sub((byte) '-').compare(ULT, (byte) 13).toLong()
                        & ~bytes.eq((byte) '/').toLong())
                    | bytes.eq((byte) '_').toLong())
                << shift;
        dot |= bytes.eq((byte) '.').toLong() << shift;
        colon |= bytes.eq((byte) ':').toLong() << shift;
        mail |= bytes.eq((byte) '@').toLong() << shift;
        lineFeed |= bytes.eq((byte) '\n').toLong() << shift;
        quote |= bytes.eq((byte) '"').toLong() << shift;
      }
      bits[at + TOKEN] = token;
      bits[at + DOT] = dot;
      bits[at + COLON] = colon & ~(quote << 1 | lastQuote);
      bits[at + AT] = mail;
      bits[at + LINE_FEED] = lineFeed;
      lastQuote = quote >>> 63;
      base += 64;
    }
  }
}
