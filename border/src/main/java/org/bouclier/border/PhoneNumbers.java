package org.bouclier.border;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;

/** Tells a phone number that exists from digits that look like one. */
final class PhoneNumbers {

  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  private PhoneNumbers() {}

  /**
   * Whether the numbering plan of some country has this number.
   *
   * @param international {@code +} and digits
   */
  static boolean isReal(String international) {
    try {
      return NUMBERS.isValidNumber(NUMBERS.parse(international, null));
    } catch (NumberParseException notANumber) {
      return false;
    }
  }
}
