@NullMarked
package io.tesela.bench.fuzz;

import org.jspecify.annotations.NullMarked;
