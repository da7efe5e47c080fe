package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeHeadTest {

  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  private static final String EXAMPLE = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";

  @Test
  void the_example_of_the_specification_reads_and_prints_the_same() {
    var head = TreeHead.parse(EXAMPLE);
    assertThat(head)
        .isEqualTo(new TreeHead("example.com/behind-the-sofa", 20_852_163, Hash.ofBase64(ROOT)));
    assertThat(head.text()).isEqualTo(EXAMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "o\n1\n" + ROOT, // no last line feed
        "o\n1\n" + ROOT + "\n\n",
        "o\n1\n" + ROOT + "\nextension\n",
        "\n1\n" + ROOT + "\n",
        "o\t\n1\n" + ROOT + "\n",
        "o\n+1\n" + ROOT + "\n",
        "o\n01\n" + ROOT + "\n",
        "o\n-1\n" + ROOT + "\n",
        "o\n1 \n" + ROOT + "\n",
        "o\n٣\n" + ROOT + "\n", // an Arabic digit, which Long.parseLong takes
        "o\n9223372036854775808\n" + ROOT + "\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "o\n0\n" + ROOT + "\n", // an empty tree has another root
        "o\r\n1\r\n" + ROOT + "\r\n"
      })
  void any_other_spelling_is_refused(String text) {
    assertThatThrownBy(() -> TreeHead.parse(text)).isInstanceOf(MalformedLogException.class);
  }

  @Test
  void an_origin_has_bounds() {
    var root = Hash.ofBase64(ROOT);
    assertThat(new TreeHead("é".repeat(255), 1, root).origin()).hasSize(255);
    assertThatThrownBy(() -> new TreeHead("o".repeat(256), 1, root))
        .isInstanceOf(MalformedLogException.class);
  }
}
