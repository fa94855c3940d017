#ifndef A_HPP
#define A_HPP
#endif
