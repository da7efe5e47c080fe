package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 0, 1, tile/0/000.p/1",
    "0, 1234067, 256, tile/0/x001/x234/067",
    "7, 1234067, 255, tile/7/x001/x234/067.p/255",
    "-1, 273, 112, tile/entries/273.p/112",
    "-1, 1000, 256, tile/entries/x001/000",
    "1, 999, 17, tile/1/999.p/17"
  })
  void a_path_is_written_as_the_specification_has_it(
      int level, long index, int width, String path) {
    assertThat(new Tile(level, index, width).path()).isEqualTo(path);
    assertThat(Tile.parse(path)).isEqualTo(new Tile(level, index, width));
  }

  @Test
  void every_path_reads_back() {
    var random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      var tile =
          new Tile(
              random.nextInt(9) - 1,
              random.nextLong() >>> (1 + random.nextInt(63)),
              1 + random.nextInt(256));
      assertThat(Tile.parse(tile.path())).isEqualTo(tile);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "checkpoint",
        "tile/0",
        "tile/00/000",
        "tile/8/000",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/data/000",
        "tile/-1/000",
        "tile/0/../../../etc/passwd",
        "tile/0/000/",
        "/tile/0/000",
        "tile//000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/٠/000"
      })
  void what_is_not_a_path_of_a_tile_is_refused(String path) {
    assertThatThrownBy(() -> Tile.parse(path)).isInstanceOf(MalformedLogException.class);
  }

  @Test
  void the_specifications_tree_of_70000_has_the_widths_it_says() {
    assertThat(Tile.of(0, 272, 70_000)).isEqualTo(new Tile(0, 272, 256));
    assertThat(Tile.of(0, 273, 70_000)).isEqualTo(new Tile(0, 273, 112));
    assertThat(Tile.of(1, 0, 70_000)).isEqualTo(new Tile(1, 0, 256));
    assertThat(Tile.of(1, 1, 70_000)).isEqualTo(new Tile(1, 1, 17));
    assertThat(Tile.of(2, 0, 70_000)).isEqualTo(new Tile(2, 0, 1));
    assertThatThrownBy(() -> Tile.of(0, 274, 70_000)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Tile.of(3, 0, 70_000)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Tile.edge(0, 256)).isEmpty();
    assertThat(Tile.edge(1, 256)).contains(new Tile(1, 0, 1));
    assertThat(Tile.edge(0, 0)).isEmpty();
    assertThat(Tile.of(7, 0, Long.MAX_VALUE).width()).isEqualTo(127);
  }
}
