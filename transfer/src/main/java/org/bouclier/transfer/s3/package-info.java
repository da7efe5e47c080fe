/** Object stores that speak S3, whoever made them: our own small client over the JDK's HTTP. */
package org.bouclier.transfer.s3;
