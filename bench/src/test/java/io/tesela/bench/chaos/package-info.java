@NullMarked
package io.tesela.bench.chaos;

import org.jspecify.annotations.NullMarked;
