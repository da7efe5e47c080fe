package org.bouclier.detect.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {

  private final LineDecoder decoder = new LineDecoder();
  private final EventFields fields = new EventFields();

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          <34>1 2026-01-29T12:00:00Z pare-feu sshd 812 ID47 - Accès refusé ¦ timestamp=2026-01-29T12:00:00Z hostname=pare-feu appname=sshd procid=812 msgid=ID47 message=Accès refusé
          <34>1 - - - - - - x                                              ¦ message=x
          <34>1 - h a - - [auth@32473 user="mou\\"ssa" ip="::1"][b c="d"] x ¦ hostname=h appname=a auth@32473.user=mou"ssa auth@32473.ip=::1 b.c=d message=x
          <34>1 - h a - - [ouvert x                                        ¦ hostname=h appname=a message=[ouvert x
          <34>Jan 29 12:00:00 pare-feu sshd[812]: refus                    ¦ timestamp=Jan 29 12:00:00 hostname=pare-feu appname=sshd procid=812 message=refus
          <34>Jan  2 12:00:00 pare-feu cron: refus                         ¦ timestamp=Jan  2 12:00:00 hostname=pare-feu appname=cron message=refus
          Jan 29 12:00:00 pare-feu sudo: refus                             ¦ timestamp=Jan 29 12:00:00 hostname=pare-feu appname=sudo message=refus
          2026-01-29T12:00:00.123+00:00 pare-feu sudo[1]: refus            ¦ timestamp=2026-01-29T12:00:00.123+00:00 hostname=pare-feu appname=sudo procid=1 message=refus
          <34>sans en-tête                                                 ¦ message=sans en-tête
          <34>Jan 29 12:00:00 h message sans étiquette                     ¦ timestamp=Jan 29 12:00:00 hostname=h message=message sans étiquette
          <34>Jan 29 12:00:00 h app: {"a":{"b":1}}                         ¦ timestamp=Jan 29 12:00:00 hostname=h appname=app message={"a":{"b":1}} a.b=1
          <34>Jan 29 12:00:00 h app: @cee:{"a":1}                          ¦ timestamp=Jan 29 12:00:00 hostname=h appname=app message=@cee:{"a":1} a=1
          type=EXECVE msg=audit(1652292621.986:84138): argc=2 a0="cat" a1='/etc/x y' ¦ message=type=EXECVE msg=audit(1652292621.986:84138): argc=2 a0="cat" a1='/etc/x y' type=EXECVE msg=audit(1652292621.986:84138): argc=2 a0=cat a1=/etc/x y
          192.0.2.7 - awa [22/Nov/2026:14:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 512 "https://r/" "cu\\"rl" ¦ message=192.0.2.7 - awa [22/Nov/2026:14:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 512 "https://r/" "cu\\"rl" remote_addr=192.0.2.7 remote_user=awa time_local=22/Nov/2026:14:00:00 +0000 request=GET /a?b=c HTTP/1.1 request_method=GET server_protocol=HTTP/1.1 request_uri=/a?b=c uri=/a args=b=c status=200 body_bytes_sent=512 http_referer=https://r/ http_user_agent=cu\\"rl
          h.ml:443 ::1 - - [22/Nov/2026:14:00:00 +0000] "\\x16" 400 -        ¦ message=h.ml:443 ::1 - - [22/Nov/2026:14:00:00 +0000] "\\x16" 400 - http_host=h.ml:443 remote_addr=::1 time_local=22/Nov/2026:14:00:00 +0000 request=\\x16 status=400
          ::1 - awa diop [22/Nov/2026:14:00:00 +0000] "GET /" 200 1 ¦ message=::1 - awa diop [22/Nov/2026:14:00:00 +0000] "GET /" 200 1 remote_addr=::1 remote_user=awa diop time_local=22/Nov/2026:14:00:00 +0000 request=GET / request_method=GET request_uri=/ uri=/ status=200 body_bytes_sent=1
          ::1 - - [22/Nov/2026:14:00:00 +0000] "GET /                ¦ message=::1 - - [22/Nov/2026:14:00:00 +0000] "GET /
          client @0x7f 10.0.0.7#53 (a.b): query: a.b IN A +E (::1)  ¦ message=client @0x7f 10.0.0.7#53 (a.b): query: a.b IN A +E (::1) query=a.b record_type=A src_ip=10.0.0.7
          <30>Nov 22 14:00:00 h dnsmasq[7]: query[AAAA] a.b from ::1 ¦ timestamp=Nov 22 14:00:00 hostname=h appname=dnsmasq procid=7 message=query[AAAA] a.b from ::1 query=a.b record_type=AAAA src_ip=::1
          [712:0] info: 10.0.0.7 a.b. TXT IN                        ¦ message=[712:0] info: 10.0.0.7 a.b. TXT IN query=a.b record_type=TXT src_ip=10.0.0.7
          query[A] unfinished                                       ¦ message=query[A] unfinished
          type=SYSCALL key=(null)ARCH=x86_64 SYSCALL=execve   ¦ message=type=SYSCALL key=(null)ARCH=x86_64 SYSCALL=execve type=SYSCALL key=(null) ARCH=x86_64 SYSCALL=execve
          une phrase où a=b                                                ¦ message=une phrase où a=b
          {"a":"b"}                                                        ¦ a=b
          """)
  void reads(String line, String expected) {
    byte[] bytes = line.getBytes(UTF_8);

    assertThat(decoder.decode(bytes, 0, bytes.length, LogFormat.AUTO, fields))
        .isEqualTo(Decoding.DECODED);
    assertThat(shown()).isEqualTo(expected);
    assertThat(fields.value("absent")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"texte", "<192>x", "<>x", "<1", "<1234>x", "", "<a>"})
  void a_line_that_is_no_syslog_is_named_and_kept_as_text(String line) {
    byte[] bytes = line.getBytes(UTF_8);

    assertThat(decoder.decode(bytes, 0, bytes.length, LogFormat.SYSLOG, fields))
        .isEqualTo(Decoding.MALFORMED_SYSLOG);
    assertThat(fields.value("message")).isEqualTo(line);
  }

  @Test
  void a_line_that_is_no_json_is_named_and_kept_as_text() {
    byte[] bytes = "{\"a\":1,\"b\"".getBytes(UTF_8);

    assertThat(decoder.decode(bytes, 0, bytes.length, LogFormat.NDJSON, fields))
        .isEqualTo(Decoding.MALFORMED_JSON);
    assertThat(shown()).isEqualTo("message={\"a\":1,\"b\"");
  }

  @Test
  void a_line_lies_anywhere_in_its_buffer() {
    byte[] bytes = "xx{\"a\":\"b\"}yy".getBytes(UTF_8);

    assertThat(decoder.decode(bytes, 2, bytes.length - 2, LogFormat.AUTO, fields))
        .isEqualTo(Decoding.DECODED);
    assertThat(shown()).isEqualTo("a=b");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129})
  void no_line_whatever_it_holds_is_an_error(long seed) {
    var random = new Random(seed);
    String[] pieces = {
      "<34>",
      "1 ",
      "- ",
      "[a b=\"",
      "\"",
      "]",
      "Jan 29 12:00:00 ",
      "{",
      "}",
      "\\",
      "=",
      ":",
      "é",
      "2026-01-29T12:00:00Z ",
      "host ",
      "app[",
      "\u0000",
      "@cee:",
      "'",
      " "
    };
    for (int i = 0; i < 20_000; i++) {
      var line = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        line.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = line.toString().getBytes(UTF_8);
      for (LogFormat format : LogFormat.values()) {
        assertThat(decoder.decode(bytes, 0, bytes.length, format, fields))
            .as("seed %d: %s", seed, line)
            .isNotNull();
        shown();
      }
    }
  }

  @Test
  void lines_are_split_at_line_feeds() {
    byte[] text = "un\r\n\ndeux\ntrois".getBytes(UTF_8);
    LineRanges lines = LineRanges.split(text, 0, text.length);

    List<String> found = new ArrayList<>();
    for (int i = 0; i < lines.count(); i++) {
      found.add(new String(text, lines.from(i), lines.to(i) - lines.from(i), UTF_8));
    }
    assertThat(found).containsExactly("un", "deux", "trois");
    assertThat(lines.sizeBytes()).isEqualTo(11);
  }

  private String shown() {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < fields.count(); i++) {
      shown.add(fields.name(i) + "=" + fields.value(i));
    }
    return String.join(" ", shown);
  }
}
