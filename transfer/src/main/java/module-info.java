/**
 * Moving data, and proving what was moved. A library without a database or a framework; it calls
 * the places that it is given and no others.
 */
@org.jspecify.annotations.NullMarked
module org.bouclier.transfer {
  requires static org.jspecify;
  requires java.net.http;
  requires java.xml; // lists of objects

  exports org.bouclier.transfer.s3;
}
