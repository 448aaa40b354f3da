package com.example.emboss;

import io.tesela.filters.law.FilterLaw;
import org.junit.jupiter.api.Test;

class EmbossTest {
    @Test
    void emboss_onTiles_isWhatItIsOnWholeFrames() {
        FilterLaw.check("emboss", "emboss:2.5", "emboss:0", "blur:5,emboss,canny:40:120", "emboss,motion");
    }
}
